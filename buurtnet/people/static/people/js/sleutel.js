// Passkeys: a form with data-sleutel asks the server for a question, the browser for an answer, and sends that.
// Without this script, or in a browser without passkeys, the form stays hidden and the other way stands on the page.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

const asBrowser = (asked) => ({
  ...asked,
  challenge: bytes(asked.challenge),
  ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
  ...(asked.excludeCredentials && { excludeCredentials: keys(asked.excludeCredentials) }),
  ...(asked.allowCredentials && { allowCredentials: keys(asked.allowCredentials) }),
});

const asText = (made) => {
  const said = made.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports ? said.getTransports() : [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    response.userHandle = said.userHandle ? text(said.userHandle) : null;
  }
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    authenticatorAttachment: made.authenticatorAttachment || null,
    clientExtensionResults: made.getClientExtensionResults(),
  });
};

const ask = async (form) => {
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  const answer = await fetch(form.dataset.vraag, { method: "POST", body, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return asBrowser((await answer.json()).publicKey);
};

const run = async (form) => {
  const failed = form.querySelector("[data-mislukt]");
  const button = form.querySelector("button");
  failed.hidden = true;
  button.disabled = true;
  try {
    const publicKey = await ask(form);
    const made = form.dataset.sleutel === "maak"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.querySelector("[name=credential]").value = asText(made);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    failed.hidden = false;
    button.disabled = false;
    button.focus();
  }
};

for (const form of document.querySelectorAll("form[data-sleutel]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-zonder-sleutel]")) other.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}
