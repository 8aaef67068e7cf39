const HEADER_PX = 70; // height of Streamlit's header, which covers the top of the window

function update({ parentElement, data }) {
  const root = rootOf(parentElement, "section", "reading");
  const words = rootOf(root, "div", "words");
  const aside = rootOf(root, "aside", "page");
  const { picture, target, ...content } = data;
  aside.hidden = !picture;
  aside.setAttribute("aria-label", "Page image");
  if (isNew(words, content)) draw(words, content);
  showPicture(aside, aside, picture);
  scrollToTarget(root, target);
}

function draw(root, data) {
  root.replaceChildren();
  root.setAttribute("aria-label", data.name);
  root.setAttribute("role", "region");
  for (const block of data.blocks) addBlock(root, block);
  if (!data.blocks.length) add(root, "p", "quiet", data.empty);
}

function addBlock(root, block) {
  const element = add(root, block.title ? "section" : "div", block.title ? "card" : "");
  if (block.title) {
    element.setAttribute("aria-label", block.title);
    const head = add(element, "p", "head quiet");
    add(head, "span", "title", block.title);
    add(head, "span", "", block.tokens);
    if (block.heading) add(head, "span", "", block.heading);
  }
  if (block.is_outside) add(element, "p", "head quiet", "Not in any passage");
  const passage = add(element, "p", "passage");
  for (const piece of block.pieces) {
    const isMarked = piece.quoted || piece.match;
    const part = add(passage, isMarked ? "mark" : "span", "", piece.text);
    if (piece.quoted) part.dataset.quoted = "";
    if (piece.match) part.dataset.match = piece.match;
  }
}

/* Once for each target, so that a rerun does not scroll away from what somebody reads. */
function scrollToTarget(root, target) {
  if (root.target === target.key) return;
  const behavior = root.target === undefined ? "auto" : scrollBehavior();
  root.target = target.key;
  if (target.kind === "page") {
    const isAbove = root.getBoundingClientRect().top < HEADER_PX;
    if (isAbove) root.scrollIntoView({ block: "start", behavior });
    return;
  }
  const selector = { quote: "[data-quoted]", match: "[data-match=current]" }[target.kind];
  root.querySelector(selector)?.scrollIntoView({ block: "center", behavior });
}
