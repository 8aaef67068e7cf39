/* An answer's pieces → its lines: paragraphs, items of lists, headings, rows of tables. What marks
   them in Markdown is drawn, not shown. */

const ITEM = /^(\s*)(?:[-*•–+]|(\(?\d{1,3}[.)]))\s+/;
const HEADING = /^\s*#{1,6}\s+/;
const RULE = /^\s*\|?\s*:?-{2,}[-:|\s]*$/;
const DEEPEST = 3; // levels of lists that are told apart

/* Each line: { kind, bullet, depth, parts }; each part a piece, or what of it stands there, with
   the place in it of the words that answer. Only the last part of a piece has its markers and its
   note. */
function linesOf(pieces) {
  const lines = [{ parts: [] }];
  for (const piece of pieces) {
    const texts = piece.text.split("\n");
    let last = texts.length - 1;
    while (last > 0 && !texts[last].trim()) last -= 1;
    let from = 0;
    texts.forEach((text, at) => {
      const short = shortIn(piece.short, from, text.length);
      from += text.length + 1;
      if (at) lines.push({ parts: [] });
      const ends = at === last;
      if (!text && !ends) return;
      lines.at(-1).parts.push({
        ...piece,
        text,
        short,
        markers: ends ? piece.markers : [],
        note: ends ? piece.note : "",
      });
    });
  }
  return lines.map(understood).filter((line) => line.kind !== "rule");
}

function understood(line) {
  const text = line.parts.map((part) => part.text).join("");
  if (!text.trim() && !line.parts.some((part) => part.markers.length || part.note)) {
    return { ...line, kind: "gap", parts: [] };
  }
  if (RULE.test(text)) return { ...line, kind: "rule" };
  if (/^\s*\|.*\|\s*$/.test(text)) return { ...line, kind: "row" };
  const heading = HEADING.exec(text);
  if (heading) return { ...line, kind: "heading", parts: without(line.parts, heading[0].length) };
  const item = ITEM.exec(text);
  if (!item) return { ...line, kind: "paragraph" };
  return {
    kind: "item",
    bullet: item[2] ?? "•",
    depth: Math.min(Math.floor(item[1].length / 2), DEEPEST),
    parts: without(line.parts, item[0].length),
  };
}

/* The parts without so many characters at their beginning. */
function without(parts, count) {
  return parts.flatMap((part) => {
    const cut = Math.min(count, part.text.length);
    count -= cut;
    const text = part.text.slice(cut);
    const short = shortIn(part.short, cut, text.length);
    return text || part.markers.length || part.note ? [{ ...part, text, short }] : [];
  });
}

/* What of a span lies in `length` characters from `from` on, counted from there; null for none. */
function shortIn(short, from, length) {
  if (!short) return null;
  const start = Math.max(0, short[0] - from);
  const end = Math.min(length, short[1] - from);
  return start < end ? [start, end] : null;
}
