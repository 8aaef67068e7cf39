const HIDE_AFTER = 150; // ms: time to move the pointer from a chip onto its quote
const COPY = "Copy with footnotes";
const COPIED_FOR = 2000; // ms
const CHAT_BOX = 120; // px at the bottom of the window that the chat box covers

export default function ({ parentElement, data, setTriggerValue }) {
  const root = rootOf(parentElement, "article", "answer");
  root.send = setTriggerValue;
  const { chosen, ...content } = data;
  if (isNew(root, content)) draw(root, content);
  for (const chip of root.querySelectorAll(".chip")) {
    chip.setAttribute("aria-current", String(Number(chip.dataset.marker) === chosen));
  }
}

function draw(root, data) {
  root.replaceChildren();
  add(root, "p", "question", data.question);
  if (!data.pieces.length) return;
  const body = add(root, "p", data.supported ? "text" : "text not-found");
  const quote = add(root, "div", "quote");
  quote.hidden = true;
  quote.id = "quote";
  quote.setAttribute("role", "tooltip");
  quote.onmouseenter = () => clearTimeout(root.hiding);
  quote.onmouseleave = () => hide(root, quote);
  for (const piece of data.pieces) {
    // The last word and its chips stay on one line.
    const lastWord = piece.markers.length ? piece.text.lastIndexOf(" ") + 1 : piece.text.length;
    add(body, "span", "", piece.text.slice(0, lastWord));
    const end = add(body, "span", "end", piece.text.slice(lastWord));
    for (const marker of piece.markers) {
      const footnote = data.footnotes[marker];
      if (footnote) addChip(root, end, quote, marker, footnote);
    }
  }
  addFoot(root, data);
}

function addChip(root, parent, quote, marker, footnote) {
  const chip = add(parent, "button", "chip", `[${marker}]`);
  chip.type = "button";
  chip.dataset.marker = marker;
  chip.setAttribute("aria-label", `Footnote ${marker}: ${footnote.place}`);
  chip.setAttribute("aria-describedby", "quote");
  chip.onclick = () => root.send("footnote", marker);
  chip.onmouseenter = chip.onfocus = () => show(root, quote, chip, footnote);
  chip.onmouseleave = chip.onblur = () => hide(root, quote);
  chip.onkeydown = (event) => {
    if (event.key === "Escape") quote.hidden = true;
  };
}

function show(root, quote, chip, footnote) {
  clearTimeout(root.hiding);
  quote.replaceChildren();
  add(quote, "q", "", footnote.quote);
  add(quote, "span", "place", footnote.place);
  quote.hidden = false;
  const frame = root.getBoundingClientRect();
  const at = chip.getBoundingClientRect();
  const furthest = frame.width - quote.offsetWidth;
  quote.style.left = `${Math.max(0, Math.min(at.left - frame.left - 12, furthest))}px`;
  const fitsBelow = at.bottom + quote.offsetHeight + CHAT_BOX < window.innerHeight;
  const top = fitsBelow ? at.bottom + 6 : at.top - quote.offsetHeight - 6;
  quote.style.top = `${top - frame.top}px`;
}

function hide(root, quote) {
  root.hiding = setTimeout(() => {
    quote.hidden = true;
  }, HIDE_AFTER);
}

function addFoot(root, data) {
  const foot = add(root, "p", "foot", data.origin);
  if (data.supported) addCopy(foot, data.markdown);
  if (data.beside) return;
  const button = add(foot, "button", "foot-button", "Show its sources");
  button.type = "button";
  button.onclick = () => root.send("sources", true);
}

function addCopy(foot, markdown) {
  const button = add(foot, "button", "foot-button", COPY);
  button.type = "button";
  button.setAttribute("aria-live", "polite");
  button.onclick = async () => {
    button.textContent = (await copy(foot, markdown)) ? "Copied" : "Your browser forbids copying";
    setTimeout(() => (button.textContent = COPY), COPIED_FOR);
  };
}

/* Browsers offer the clipboard to pages of this machine or over https; others know the old way. */
async function copy(parent, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = add(parent, "textarea", "", text);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
