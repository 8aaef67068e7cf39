const IMAGE_SETTLE_MS = 400; // time for Streamlit's own scrolling after the page grew
const HEADER_PX = 60; // height of Streamlit's header, which covers the top of the window

function update({ parentElement, data, setTriggerValue }) {
  const root = rootOf(parentElement, "section", "sources");
  root.send = setTriggerValue;
  const { selected, picture, only_document: onlyDocument, ...content } = data;
  if (isNew(root, content)) draw(root, content);
  for (const button of root.querySelectorAll("[data-document-id]")) setOnly(button, onlyDocument);
  const marks = select(root, selected.marker);
  const hasNewPicture = showPicture(root, marks[0]?.closest(".card"), picture);
  if (marks.length) scrollToMark(root, marks[0], selected.count, hasNewPicture);
}

function draw(root, data) {
  root.replaceChildren();
  root.setAttribute("aria-label", data.title);
  add(root, "h2", "heading", data.title);
  for (const card of data.unfolded) addCard(root, root, card);
  const count = data.folded.length;
  if (!count) return;
  const details = add(root, "details");
  add(details, "summary", "action", count === 1 ? "1 more passage" : `${count} more passages`);
  for (const card of data.folded) addCard(root, details, card);
}

function addCard(root, parent, card) {
  const article = add(parent, "article", "card");
  const name = add(article, "h3", "name");
  const markers = new Set(card.pieces.flatMap((piece) => piece.markers));
  const chips = [...markers].map((marker) => `[${marker}]`).join(" ");
  if (chips) add(name, "span", "markers", chips);
  add(name, "span", "document", card.document);
  if (card.page !== null) add(name, "span", "page quiet", `page ${card.page}`);
  const facts = add(article, "p", "facts quiet");
  if (card.heading) add(facts, "span", "", card.heading);
  add(facts, "span", "match", card.match.words).title = card.match.explanation;
  const passage = add(article, "p", "passage");
  for (const piece of card.pieces) {
    const part = add(passage, piece.markers.length ? "mark" : "span", "", piece.text);
    part.dataset.markers = piece.markers.join(" ");
  }
  if (card.note) add(article, "p", "changed quiet", card.note);
  if (card.link) addActions(root, add(article, "p", "actions"), card);
}

function addActions(root, parent, card) {
  const link = add(parent, "a", "action", card.note ? "Open the newer version" : "Open in document");
  const where = card.page === null || card.note ? "" : ` at page ${card.page}`;
  link.setAttribute("aria-label", `Open ${card.document}${where}`);
  link.href = card.link;
  link.onclick = (event) => {
    // A new tab or window follows the link; a plain click stays in this session.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    root.send("open", card.id);
  };
  if (!card.document_id) return;
  const only = addButton(parent, "action", "", () => root.send("only", card.id));
  only.dataset.documentId = card.document_id;
  only.dataset.document = card.document;
}

/* In place, so that unfolded cards and focus stay. */
function setOnly(button, onlyDocument) {
  const isOnly = button.dataset.documentId === onlyDocument;
  button.textContent = isOnly ? "Asking only this document" : "Ask only this document";
  button.title = isOnly ? "Ask all documents again" : "";
  button.setAttribute("aria-pressed", String(isOnly));
  button.setAttribute("aria-label", `${button.textContent}: ${button.dataset.document}`);
}

/* Highlight the words of a footnote and their card; return these words. */
function select(root, marker) {
  for (const old of root.querySelectorAll("[data-selected]")) delete old.dataset.selected;
  const marks = [...root.querySelectorAll(`[data-markers~="${marker}"]`)];
  for (const mark of marks) {
    mark.dataset.selected = "";
    mark.closest(".card").dataset.selected = "";
  }
  return marks;
}

/* Only after a new selection, and once more if its picture's arrival moved the words away. */
function scrollToMark(root, mark, count, hasNewPicture) {
  const scroll = () => mark.scrollIntoView({ block: "center", behavior: scrollBehavior() });
  if (root.scrolledFor !== count) scroll();
  root.scrolledFor = count;
  clearTimeout(root.settling);
  if (!hasNewPicture) return;
  root.settling = setTimeout(() => {
    if (mark.getBoundingClientRect().top < HEADER_PX) scroll();
  }, IMAGE_SETTLE_MS);
}
