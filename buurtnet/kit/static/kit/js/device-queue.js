// What was typed without network and waits on this device, each text locked with a key that cannot leave it.
// Used by the page and by its worker. Only when it was typed and how it stands is not locked.

(function (scope) {
  "use strict";

  const VERSION = 1;
  const LOCK = "AES-GCM"; // 256 bits, a new vector for each text
  const KEYS = "keys";
  const WAITING = "waiting";

  const isPossible = () => Boolean(scope.indexedDB && scope.crypto && scope.crypto.subtle && scope.isSecureContext);

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function opened(network) {
    const request = scope.indexedDB.open(`signaal-${network}`, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(WAITING, { keyPath: "id" });
    };
    return asked(request);
  }

  async function within(network, store, mode, act) {
    const database = await opened(network);
    try {
      return await asked(act(database.transaction(store, mode).objectStore(store)));
    } finally {
      database.close();
    }
  }

  // Made once. Whoever makes one at the same moment uses the one that was first.
  async function keyOf(network) {
    const there = await within(network, KEYS, "readonly", (keys) => keys.get("key"));
    if (there) return there;
    const made = await scope.crypto.subtle.generateKey({ name: LOCK, length: 256 }, false, ["encrypt", "decrypt"]);
    try {
      await within(network, KEYS, "readwrite", (keys) => keys.add(made, "key"));
    } catch {
      return within(network, KEYS, "readonly", (keys) => keys.get("key"));
    }
    return made;
  }

  async function locked(network, what) {
    const iv = scope.crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(what));
    return { iv, sealed: await scope.crypto.subtle.encrypt({ name: LOCK, iv }, await keyOf(network), plain) };
  }

  async function unlocked(key, row) {
    const plain = await scope.crypto.subtle.decrypt({ name: LOCK, iv: row.iv }, key, row.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  // Keep what was typed under the key of its form: the same twice is one.
  async function put(network, fields) {
    const row = { id: fields.form_key, at: Date.now(), state: "waiting", ...(await locked(network, fields)) };
    await within(network, WAITING, "readwrite", (waiting) => waiting.put(row));
  }

  // All that waits, oldest first, with its fields. Only what its key does not open, goes; any other failure is the caller's.
  async function all(network) {
    const rows = await within(network, WAITING, "readonly", (waiting) => waiting.getAll());
    const key = rows.length && (await keyOf(network));
    const found = [];
    for (const row of rows.sort((one, two) => one.at - two.at)) {
      try {
        found.push({ id: row.id, state: row.state, fields: await unlocked(key, row) });
      } catch (error) {
        if (error.name !== "OperationError") throw error;
        await remove(network, row.id);
      }
    }
    return found;
  }

  // How it stands now; ``more`` goes under the lock too, and takes the place of its fields.
  async function stand(network, id, state, more) {
    const there = await within(network, WAITING, "readonly", (waiting) => waiting.get(id));
    if (!there) return; // taken away meanwhile
    const row = { ...there, state, ...(await locked(network, more)) };
    await within(network, WAITING, "readwrite", (waiting) => waiting.put(row));
  }

  const remove = (network, id) => within(network, WAITING, "readwrite", (waiting) => waiting.delete(id));

  // Who signed in here last, as the site says it. A text goes as them only when whoever types says so.
  const setWho = (network, who) => within(network, KEYS, "readwrite", (keys) => keys.put(who, "who"));
  const getWho = async (network) => (await within(network, KEYS, "readonly", (keys) => keys.get("who"))) || "";

  scope.DeviceQueue = { isPossible, put, all, stand, remove, setWho, getWho };
})(self);
