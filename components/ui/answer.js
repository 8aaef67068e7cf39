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

/* What stands already stays: an answer that grows by a sentence keeps focus and place. */
function draw(root, data) {
  root.body ??= frame(root);
  const { question, asked, body, status, note, foot } = root.body;
  question.textContent = data.question;
  fill(asked, data.asked);
  fill(status, data.status);
  fill(note, data.note);
  body.className = data.supported ? "text" : "text not-found";
  body.hidden = !data.pieces.length;
  let same = 0;
  const wanted = data.pieces.map((piece) =>
    JSON.stringify([piece, piece.markers.map((marker) => data.footnotes[marker])]),
  );
  while (same < root.drawn.length && root.drawn[same].key === wanted[same]) same += 1;
  for (const old of root.drawn.splice(same)) old.node.remove();
  for (const piece of data.pieces.slice(same)) {
    root.drawn.push({ key: wanted[root.drawn.length], node: addPiece(root, piece, data.footnotes) });
  }
  foot.replaceChildren();
  foot.hidden = !data.origin && !data.markdown && data.beside;
  if (!foot.hidden) addFoot(root, foot, data);
  if (data.status) bringIntoView(root, data.question);
}

/* A question that was just asked is looked at, once; where it can be seen nothing moves. */
function bringIntoView(root, question) {
  if (root.brought === question) return;
  root.brought = question;
  const hidden = root.getBoundingClientRect().bottom > window.innerHeight - CHAT_BOX;
  if (hidden) root.scrollIntoView({ block: "start" });
}

function frame(root) {
  root.drawn = [];
  const parts = {
    question: add(root, "p", "question"),
    asked: add(root, "p", "asked"),
    body: add(root, "p", "text"),
    status: add(root, "p", "status"),
    note: add(root, "p", "note"),
    foot: add(root, "p", "foot"),
    quote: add(root, "div", "quote"),
  };
  parts.status.setAttribute("role", "status");
  parts.quote.hidden = true;
  parts.quote.id = "quote";
  parts.quote.setAttribute("role", "tooltip");
  parts.quote.onmouseenter = () => clearTimeout(root.hiding);
  parts.quote.onmouseleave = () => hide(root, parts.quote);
  return parts;
}

function fill(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

function addPiece(root, piece, footnotes) {
  const { body, quote } = root.body;
  const node = add(body, "span");
  // The last word and its chips stay on one line.
  const lastWord = piece.markers.length ? piece.text.lastIndexOf(" ") + 1 : piece.text.length;
  const said = add(node, "span", piece.note ? "unsupported" : "", piece.text.slice(0, lastWord));
  const end = add(node, "span", "end", piece.text.slice(lastWord));
  for (const marker of piece.markers) {
    const footnote = footnotes[marker];
    if (footnote) addChip(root, end, quote, marker, footnote);
  }
  if (piece.note) addNote(root, said, piece.note);
  return node;
}

/* A sentence without a source says so to those who see it and to those who hear it. */
function addNote(root, said, note) {
  const { quote } = root.body;
  add(said, "span", "heard", ` (${note}) `);
  said.tabIndex = 0;
  said.setAttribute("aria-describedby", "quote");
  said.onmouseenter = said.onfocus = () => show(root, quote, said, { place: note });
  said.onmouseleave = said.onblur = () => hide(root, quote);
  said.onkeydown = (event) => {
    if (event.key === "Escape") quote.hidden = true;
  };
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
  if (footnote.quote) add(quote, "q", "", footnote.quote);
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

function addFoot(root, foot, data) {
  if (data.origin) add(foot, "span", "", data.origin);
  if (data.supported && data.markdown) addCopy(foot, data.markdown);
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
