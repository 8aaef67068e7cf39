const HIDE_DELAY_MS = 150; // time to move the pointer from a chip onto its quote
const CHAT_BOX_PX = 120; // height of the chat box, which covers the bottom of the window

function update({ parentElement, data, setTriggerValue }) {
  const root = rootOf(parentElement, "article", "answer");
  root.send = setTriggerValue;
  const { marker, ...content } = data;
  if (isNew(root, content)) draw(root, content);
  for (const chip of root.querySelectorAll(".chip")) {
    chip.setAttribute("aria-current", String(Number(chip.dataset.marker) === marker));
  }
}

function draw(root, data) {
  for (const name of ["question", "title", "scope"]) setText(rootOf(root, "p", name), data[name]);
  const text = rootOf(root, "div", "text");
  text.classList.toggle("not-found", !data.supported);
  text.hidden = !data.pieces.length;
  drawLines(root, text, linesOf(data.pieces, data.footnotes));
  drawStatus(rootOf(root, "p", "status"), data);
  setText(rootOf(root, "p", "note"), data.note);
  drawFoot(root, rootOf(root, "div", "foot"), data);
  const tip = rootOf(root, "div", "quote");
  tip.id = "quote";
  tip.hidden ||= !tip.textContent;
  tip.setAttribute("role", "tooltip");
  tip.onmouseenter = () => clearTimeout(root.hiding);
  tip.onmouseleave = () => hideTip(root);
  if (data.status) scrollToQuestion(root, data.question);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

function drawStatus(status, data) {
  status.setAttribute("role", "status");
  status.hidden = !data.status;
  setText(rootOf(status, "span", "words"), data.status);
  const seconds = rootOf(status, "span", "seconds");
  seconds.setAttribute("aria-hidden", "true"); // a screen reader does not count along
  setText(seconds, data.silent_s ? ` ${data.silent_s} s` : "");
}

function drawFoot(root, foot, data) {
  foot.replaceChildren();
  if (data.support) add(foot, "span", "support", data.support);
  if (data.byline) add(foot, "span", "byline", data.byline);
  if (data.supported && data.markdown) addCopyButton(foot, "Copy with footnotes", data.markdown);
  if (data.has_prompt) addButton(foot, "action", "Show prompt", () => root.send("prompt", true));
  if (!data.has_sources_shown) addButton(foot, "action", "Show sources", () => root.send("sources", true));
  foot.hidden = !foot.children.length;
}

/* Show a new question once, unless it can be seen already. */
function scrollToQuestion(root, question) {
  if (!question || root.scrolledTo === question) return;
  root.scrolledTo = question;
  const isCovered = root.getBoundingClientRect().bottom > window.innerHeight - CHAT_BOX_PX;
  if (isCovered) root.scrollIntoView({ block: "start" });
}

function showOnHover(root, element, footnote) {
  element.onmouseenter = () => showTip(root, element, footnote);
  element.onmouseleave = () => hideTip(root);
}

function showOnFocus(root, element, footnote) {
  element.onfocus = () => showTip(root, element, footnote);
  element.onblur = () => hideTip(root);
  element.onkeydown = (event) => {
    if (event.key === "Escape") rootOf(root, "div", "quote").hidden = true;
  };
}

function showTip(root, element, footnote) {
  clearTimeout(root.hiding);
  const tip = rootOf(root, "div", "quote");
  tip.replaceChildren();
  if (footnote.quote) add(tip, "q", "", footnote.quote);
  add(tip, "span", "place quiet", footnote.place);
  tip.hidden = false;
  const frame = root.getBoundingClientRect();
  const at = element.getBoundingClientRect();
  const left = Math.min(at.left - frame.left - 12, frame.width - tip.offsetWidth);
  const fitsBelow = at.bottom + tip.offsetHeight + CHAT_BOX_PX < window.innerHeight;
  const top = fitsBelow ? at.bottom + 6 : at.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(0, left)}px`;
  tip.style.top = `${top - frame.top}px`;
}

function hideTip(root) {
  root.hiding = setTimeout(() => (rootOf(root, "div", "quote").hidden = true), HIDE_DELAY_MS);
}
