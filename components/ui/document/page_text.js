const COVERED = 70; // px at the top of the window that Streamlit's header may cover

function update({ parentElement, data }) {
  const root = rootOf(parentElement, "section", "reading");
  const words = rootOf(root, "div", "words");
  const beside = rootOf(root, "aside", "beside");
  const { picture, target, ...content } = data;
  root.classList.toggle("with-picture", Boolean(picture));
  if (isNew(words, content)) draw(words, content);
  beside.setAttribute("aria-label", "The page as an image");
  showPicture(beside, beside, picture);
  bring(root, target);
}

function draw(root, data) {
  root.replaceChildren();
  root.setAttribute("aria-label", data.name);
  root.setAttribute("role", "region");
  for (const block of data.blocks) addBlock(root, block);
  if (!data.blocks.length) add(root, "p", "note", data.empty);
}

function addBlock(root, block) {
  const made = add(root, block.title ? "section" : "div", block.title ? "passage" : "text");
  if (block.title) {
    made.setAttribute("aria-label", block.title);
    const head = add(made, "p", "head");
    add(head, "span", "title", block.title);
    add(head, "span", "", block.tokens);
    if (block.heading) add(head, "span", "heading", block.heading);
  }
  if (block.outside) add(made, "p", "head", "In no passage");
  const body = add(made, "p", "body");
  for (const piece of block.pieces) addPiece(body, piece);
}

function addPiece(parent, piece) {
  const marked = piece.place || piece.match;
  const part = add(parent, marked ? "mark" : "span", "", piece.text);
  if (piece.place) part.dataset.place = "";
  if (piece.match) part.dataset.match = piece.match;
}

/* Once for each target, for a rerun must not take the page out of a reader's hands. */
function bring(root, target) {
  if (root.target === target.key) return;
  const isFirst = root.target === undefined;
  root.target = target.key;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = isFirst || calm ? "auto" : "smooth";
  if (target.kind === "page") {
    const isAbove = root.getBoundingClientRect().top < COVERED;
    if (isAbove) root.scrollIntoView({ block: "start", behavior });
    return;
  }
  const marks = { place: "[data-place]", match: "[data-match=current]" };
  root.querySelector(marks[target.kind])?.scrollIntoView({ block: "center", behavior });
}
