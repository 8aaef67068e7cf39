const HIDE_AFTER = 150; // ms: time to move the pointer from a chip onto its quote
const COPY = "Copy with footnotes";
const CHAT_BOX = 120; // px at the bottom of the window that the chat box covers
const LONGEST_END = 30; // characters of a last word that stays on one line with its chips

function update({ parentElement, data, setTriggerValue }) {
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
  const { question, title, asked, body, status, words, waited, note, foot } = root.body;
  fill(question, data.question);
  fill(title, data.title);
  fill(asked, data.asked);
  if (words.textContent !== data.status) words.textContent = data.status;
  waited.textContent = data.waited ? ` ${data.waited} s` : "";
  status.hidden = !data.status;
  fill(note, data.note);
  body.className = data.supported ? "text" : "text not-found";
  body.hidden = !data.pieces.length;
  drawLines(root, body, linesOf(data.pieces), data.footnotes);
  foot.replaceChildren();
  foot.hidden = !data.support && !data.origin && !data.markdown && data.beside;
  if (!foot.hidden) addFoot(root, foot, data);
  if (data.status) bringIntoView(root, data.question);
}

/* A question that was just asked is looked at, once; where it can be seen nothing moves. */
function bringIntoView(root, question) {
  if (!question || root.brought === question) return;
  root.brought = question;
  const hidden = root.getBoundingClientRect().bottom > window.innerHeight - CHAT_BOX;
  if (hidden) root.scrollIntoView({ block: "start" });
}

function frame(root) {
  root.drawn = [];
  const parts = {
    question: add(root, "p", "question"),
    title: add(root, "p", "title"),
    asked: add(root, "p", "asked"),
    body: add(root, "div", "text"),
    status: add(root, "p", "status"),
    note: add(root, "p", "note"),
    foot: add(root, "div", "foot"),
    quote: add(root, "div", "quote"),
  };
  parts.status.setAttribute("role", "status");
  parts.words = add(parts.status, "span");
  parts.waited = add(parts.status, "span", "waited");
  parts.waited.setAttribute("aria-hidden", "true"); // seconds are not read out one by one
  parts.quote.hidden = true;
  parts.quote.id = "quote";
  parts.quote.setAttribute("role", "tooltip");
  parts.quote.onmouseenter = () => clearTimeout(root.hiding);
  parts.quote.onmouseleave = () => hide(root, parts.quote);
  return parts;
}

function fill(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

/* Of the lines, and of the first line that changed, what is the same is left as it is. */
function drawLines(root, body, lines, footnotes) {
  const { drawn } = root;
  const wanted = lines.map((line) => ({ kind: kindOf(line), keys: keysOf(line, footnotes) }));
  const isSame = (old, line) => old.kind === line?.kind && old.keys === line.keys;
  let same = 0;
  while (same < drawn.length && isSame(drawn[same], wanted[same])) same += 1;
  if (drawn[same] && drawn[same].kind === wanted[same]?.kind && lines[same].kind !== "row") {
    drawParts(root, drawn[same], lines[same], footnotes);
    same += 1;
  }
  for (const old of drawn.splice(same)) old.node.remove();
  for (const each of lines.slice(same)) {
    const node = add(body, "div", each.kind);
    if (each.kind === "item") {
      node.style.setProperty("--depth", each.depth);
      add(node, "span", "bullet", each.bullet);
    }
    const made = { node, kind: kindOf(each), keys: "", parts: [] };
    drawn.push(made);
    if (each.kind === "row") drawRow(root, node, each.parts, footnotes);
    else drawParts(root, made, each, footnotes);
    made.keys = keysOf(each, footnotes);
  }
}

function drawParts(root, made, line, footnotes) {
  const wanted = line.parts.map((part) => keyOf(part, footnotes));
  let same = 0;
  while (same < made.parts.length && made.parts[same].key === wanted[same]) same += 1;
  for (const old of made.parts.splice(same)) old.node.remove();
  for (const part of line.parts.slice(same)) {
    const key = wanted[made.parts.length];
    made.parts.push({ key, node: addPart(root, made.node, part, footnotes) });
  }
  made.keys = wanted.join();
}

function kindOf(line) {
  return `${line.kind} ${line.bullet ?? ""} ${line.depth ?? ""}`;
}

function keyOf(part, footnotes) {
  return JSON.stringify([part, part.markers.map((marker) => footnotes[marker])]);
}

function keysOf(line, footnotes) {
  return line.parts.map((part) => keyOf(part, footnotes)).join();
}

/* A table's row: its cells side by side, its chips in the last. */
function drawRow(root, node, parts, footnotes) {
  let cell = null;
  for (const part of parts) {
    const texts = part.text.split("|");
    let from = 0;
    texts.forEach((text, at) => {
      const said = text.trim();
      const short = shortIn(part.short, from + text.indexOf(said), said.length);
      from += text.length + 1;
      if (at) cell = null;
      const ends = at === texts.length - 1;
      const whole = ends ? part : { ...part, markers: [], note: "" };
      if (!said && !whole.markers.length && !whole.note) return;
      const shared = said ? null : node.lastElementChild;
      cell ??= shared ?? add(node, "span", "cell");
      addPart(root, cell, { ...whole, text: said, short }, footnotes);
    });
  }
}

function addPart(root, parent, part, footnotes) {
  const node = add(parent, "span");
  const markers = part.markers.filter((marker) => footnotes[marker]);
  const text = part.text.trimEnd();
  // The last word and its chips stay on one line, where it is no monster of a word.
  const split = text.lastIndexOf(" ") + 1;
  const marked = markers.length || part.note;
  const cut = marked && text.length - split <= LONGEST_END ? split : text.length;
  const className = part.mark === "unsupported" ? "unsupported" : "";
  const said = addWords(node, className, text.slice(0, cut), shortIn(part.short, 0, cut));
  const end = add(node, "span", "end");
  const left = text.length - cut;
  if (left) addWords(end, className, text.slice(cut), shortIn(part.short, cut, left));
  for (const marker of markers) addChip(root, end, marker, footnotes[marker]);
  if (part.note) addMark(root, end, part);
  node.append(part.text.slice(text.length));
  if (part.mark === "unsupported") tells(root, said, { place: part.note }, { byKeys: false });
  return node;
}

/* Words of a sentence; of them, those that answer stand out. */
function addWords(parent, className, text, short) {
  const node = add(parent, "span", className);
  const [start, end] = short ?? [text.length, text.length];
  node.append(text.slice(0, start));
  if (start < end) add(node, "strong", "short", text.slice(start, end));
  node.append(text.slice(end));
  return node;
}

/* What is wrong with a sentence, for those who see it, those who hear it, and those who tap. */
function addMark(root, parent, part) {
  const partly = part.mark === "partly";
  const mark = add(parent, "button", `mark ${part.mark}-mark`, partly ? "≠" : "?");
  mark.type = "button";
  const problem = partly ? "Differs from its passage" : "Not supported";
  mark.setAttribute("aria-label", `${problem}: ${part.note}`);
  mark.onclick = () => show(root, mark, { place: part.note });
  tells(root, mark, { place: part.note });
}

function addChip(root, parent, marker, footnote) {
  const chip = add(parent, "button", "chip", `[${marker}]`);
  chip.type = "button";
  chip.dataset.marker = marker;
  chip.setAttribute("aria-label", `Footnote ${marker}: ${footnote.place}`);
  chip.setAttribute("aria-describedby", "quote");
  chip.onclick = () => root.send("footnote", marker);
  tells(root, chip, footnote);
}

/* Hovering, and coming by with the keys, shows it; Escape puts it away. */
function tells(root, element, footnote, { byKeys = true } = {}) {
  const away = () => hide(root, root.body.quote);
  element.onmouseenter = () => show(root, element, footnote);
  element.onmouseleave = away;
  if (!byKeys) return;
  element.onfocus = element.onmouseenter;
  element.onblur = away;
  element.onkeydown = (event) => {
    if (event.key === "Escape") root.body.quote.hidden = true;
  };
}

function show(root, element, footnote) {
  const { quote } = root.body;
  clearTimeout(root.hiding);
  quote.replaceChildren();
  if (footnote.quote) add(quote, "q", "", footnote.quote);
  add(quote, "span", "place", footnote.place);
  quote.hidden = false;
  const frame = root.getBoundingClientRect();
  const at = element.getBoundingClientRect();
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
  if (data.support) add(foot, "span", "support", data.support);
  if (data.origin) add(foot, "span", "origin", data.origin);
  if (data.supported && data.markdown) addCopy(foot, COPY, data.markdown);
  if (data.prompt) addAction(foot, "Show prompt", () => root.send("prompt", true));
  if (!data.beside) addAction(foot, "Show its sources", () => root.send("sources", true));
}
