/* An answer's pieces → lines (paragraphs, list items, headings, table rows) → elements. */

const ITEM = /^(\s*)(?:[-*•–+]|(\(?\d{1,3}[.)]))\s+/;
const HEADING = /^\s*#{1,6}\s+/;
const RULE = /^\s*\|?\s*:?-{2,}[-:|\s]*$/;
const MAX_DEPTH = 3; // levels of nested lists
const MAX_LAST_WORD = 30; // characters kept on one line with the footnotes behind them

/* Only the last part of a piece has its chips and its note. */
function linesOf(pieces, footnotes) {
  const lines = [[]];
  for (const { markers, ...piece } of pieces) {
    const known = markers.filter((marker) => footnotes[marker]);
    const chips = known.map((marker) => ({ marker, ...footnotes[marker] }));
    const texts = piece.text.split("\n");
    const last = Math.max(0, texts.findLastIndex((text) => text.trim()));
    texts.forEach((text, at) => {
      if (at) lines.push([]);
      lines.at(-1).push(at === last ? { ...piece, text, chips } : { ...piece, text, chips: [], note: "" });
    });
  }
  return lines.map(parseLine).filter((line) => line.kind !== "rule");
}

function hasContent(part) {
  return part.text || part.chips.length || part.note;
}

function parseLine(parts) {
  const text = parts.map((part) => part.text).join("");
  if (!parts.some((part) => part.text.trim() || part.chips.length || part.note)) return { kind: "gap", parts: [] };
  if (RULE.test(text)) return { kind: "rule" };
  if (/^\s*\|.*\|\s*$/.test(text)) return { kind: "row", parts };
  const heading = HEADING.exec(text);
  if (heading) return { kind: "heading", parts: dropStart(parts, heading[0].length) };
  const item = ITEM.exec(text);
  if (!item) return { kind: "paragraph", parts: parts.filter(hasContent) };
  return {
    kind: "item",
    bullet: item[2] ?? "•",
    depth: Math.min(Math.floor(item[1].length / 2), MAX_DEPTH),
    parts: dropStart(parts, item[0].length),
  };
}

function dropStart(parts, count) {
  return parts
    .map((part) => {
      const text = part.text.slice(count);
      count = Math.max(0, count - part.text.length);
      return { ...part, text };
    })
    .filter(hasContent);
}

/* Rebuild only the children that changed: a growing answer keeps focus, selection and place. */
function sync(parent, items, build) {
  const nodes = [...parent.children];
  items.forEach((item, at) => {
    const key = JSON.stringify(item);
    const old = nodes[at];
    if (old?.key === key) return;
    const node = build(item, old);
    node.key = key;
    if (!old) parent.append(node);
    else if (node !== old) old.replaceWith(node);
  });
  for (const old of nodes.slice(items.length)) old.remove();
}

function drawLines(root, text, lines) {
  const buildPart = (part) => drawPart(root, part);
  sync(text, lines, (line, old) => {
    const shape = `${line.kind} ${line.bullet} ${line.depth}`;
    const node = old?.shape === shape ? old : newLine(line, shape);
    if (line.kind === "row") {
      sync(node.content, cellsOf(line.parts), (parts) => {
        const cell = add(new DocumentFragment(), "span", "cell");
        sync(cell, parts, buildPart);
        return cell;
      });
    } else {
      sync(node.content, line.parts, buildPart);
    }
    return node;
  });
}

function newLine(line, shape) {
  const node = add(new DocumentFragment(), "div", line.kind);
  node.shape = shape;
  if (line.kind === "item") {
    node.style.setProperty("--depth", line.depth);
    add(node, "span", "bullet", line.bullet);
  }
  node.content = add(node, "span", "content");
  return node;
}

/* Chips behind the last bar go into the last cell. */
function cellsOf(parts) {
  const cells = [[]];
  for (const part of parts) {
    const texts = part.text.split("|");
    texts.forEach((text, at) => {
      if (at) cells.push([]);
      const isLast = at === texts.length - 1;
      const cellPart = isLast ? { ...part, text } : { ...part, text, chips: [], note: "" };
      if (text.trim()) cells.at(-1).push(cellPart);
      else if (cellPart.chips.length || part.note) (cells.findLast((cell) => cell.length) ?? cells[0]).push(cellPart);
    });
  }
  return cells.filter((cell) => cell.length);
}

function drawPart(root, part) {
  const node = add(new DocumentFragment(), "span");
  const text = part.text.trimEnd();
  const hasEnd = part.chips.length || part.note;
  const lastWord = text.slice(text.lastIndexOf(" ") + 1);
  const cut = hasEnd && lastWord.length <= MAX_LAST_WORD ? text.length - lastWord.length : text.length;
  const tag = part.bold ? "strong" : "span";
  const className = part.mark === "unsupported" ? "unsupported" : "";
  const words = add(node, tag, className, text.slice(0, cut));
  if (className) showOnHover(root, words, { place: part.note });
  if (hasEnd) {
    const end = add(node, "span", "end");
    if (cut < text.length) add(end, tag, className, text.slice(cut));
    for (const chip of part.chips) addChip(root, end, chip);
    if (part.note) addSupportMark(root, end, part);
  }
  node.append(part.text.slice(text.length));
  return node;
}

function addChip(root, parent, { marker, ...footnote }) {
  const chip = addButton(parent, "chip", `[${marker}]`, () => root.send("footnote", marker));
  chip.dataset.marker = marker;
  chip.setAttribute("aria-label", `Footnote ${marker}: ${footnote.place}`);
  chip.setAttribute("aria-describedby", "quote");
  showOnHover(root, chip, footnote);
  showOnFocus(root, chip, footnote);
}

/* A mark behind a sentence that its passage does not support, for eyes, ears and fingers. */
function addSupportMark(root, parent, { mark, note }) {
  const isPartly = mark === "partly";
  const tip = { place: note };
  const button = addButton(parent, "support-mark", isPartly ? "≠" : "?", () => showTip(root, button, tip));
  button.setAttribute("aria-label", `${isPartly ? "Differs from its passage" : "Not supported"}: ${note}`);
  showOnHover(root, button, tip);
  showOnFocus(root, button, tip);
}
