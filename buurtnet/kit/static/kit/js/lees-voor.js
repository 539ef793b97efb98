// Lees voor: the browser's own voice reads the page, sentence by sentence, and marks what it reads.
// The button goes away where there is no voice.

const button = document.querySelector("[data-lees-voor]");
const voice = window.speechSynthesis;
const SKIP = "script,style,svg,select,textarea,[hidden],[aria-hidden=true],.vh,.print-only,.kaart,[data-niet-lezen]";

if (button && !(voice && "SpeechSynthesisUtterance" in window)) {
  button.hidden = true;
} else if (button) {
  const word = button.querySelector(".tool-word");
  const idle = word.textContent;
  let sentences = [];
  let turn = 0;
  button.setAttribute("aria-pressed", "false");
  voice.getVoices();

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") stop();
    else start();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
  addEventListener("pagehide", stop);

  function start() {
    voice.cancel();
    sentences = readable(document.querySelector("[data-lees]"));
    button.setAttribute("aria-pressed", "true");
    word.textContent = button.dataset.stop;
    speak(0, ++turn);
  }

  function stop() {
    turn += 1;
    voice.cancel();
    mark(null);
    button.setAttribute("aria-pressed", "false");
    word.textContent = idle;
  }

  function speak(index, mine) {
    if (mine !== turn) return;
    const sentence = sentences[index];
    if (!sentence) {
      stop();
      return;
    }
    const spoken = new SpeechSynthesisUtterance(sentence.text);
    spoken.lang = sentence.lang;
    spoken.voice = bestVoice(sentence.lang);
    spoken.rate = 0.95;
    spoken.onstart = () => mine === turn && mark(sentence);
    spoken.onend = () => speak(index + 1, mine);
    spoken.onerror = () => mine === turn && stop();
    voice.speak(spoken);
  }
}

function bestVoice(lang) {
  const wanted = lang.toLowerCase();
  const voices = voice.getVoices();
  const same = (test) => voices.find((one) => test(one.lang.toLowerCase().replace("_", "-")));
  return same((code) => code === wanted) || same((code) => code.split("-")[0] === wanted.split("-")[0]) || null;
}

// Every visible sentence under `area`, in reading order, with the ranges it stands in.
function readable(area) {
  const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest(SKIP) || !parent.getClientRects().length) return NodeFilter.FILTER_REJECT;
      return NodeFilter.FILTER_ACCEPT;
    },
  });
  const blocks = [];
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let block = node.parentElement;
    while (block !== area && /^inline$|contents/.test(getComputedStyle(block).display)) block = block.parentElement;
    if (!last || last.block !== block) {
      last = { block, nodes: [] };
      blocks.push(last);
    }
    last.nodes.push(node);
  }
  return blocks.flatMap(sentencesOf);
}

function sentencesOf({ block, nodes }) {
  const text = nodes.map((node) => node.data).join("");
  const lang = nodes[0].parentElement.closest("[lang]").lang;
  const pieces = window.Intl?.Segmenter
    ? [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)].map((part) => [part.index, part.segment])
    : [...text.matchAll(/[^.!?]+[.!?]*\s*/g)].map((match) => [match.index, match[0]]);
  return pieces
    .filter(([, piece]) => /[\p{L}\p{N}]/u.test(piece))
    .map(([from, piece]) => {
      const range = document.createRange();
      range.setStart(...spot(nodes, from + piece.length - piece.trimStart().length));
      range.setEnd(...spot(nodes, from + piece.trimEnd().length));
      return { text: piece.replace(/\s+/g, " ").trim(), lang, range, block };
    });
}

function spot(nodes, offset) {
  let left = offset;
  for (const node of nodes) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  const end = nodes[nodes.length - 1];
  return [end, end.length];
}

function mark(sentence) {
  document.querySelector(".voorgelezen")?.classList.remove("voorgelezen");
  if (window.CSS?.highlights && window.Highlight) {
    if (sentence) CSS.highlights.set("lees-voor", new Highlight(sentence.range));
    else CSS.highlights.delete("lees-voor");
  } else if (sentence) {
    sentence.block.classList.add("voorgelezen");
  }
  if (!sentence) return;
  const box = sentence.range.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight - 90) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: box.top - innerHeight / 3, behavior: calm ? "auto" : "smooth" });
  }
}
