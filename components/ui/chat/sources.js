const SETTLED_AFTER = 400; // ms: time for Streamlit's own scrolling to end
const ASK_ALONE = "Ask only this document";
const ASKED_ALONE = "Asking only this document";
const HEADER = 60; // px at the top of the window that Streamlit's header may cover

function update({ parentElement, data, setTriggerValue }) {
  const root = rootOf(parentElement, "section", "sources");
  root.send = setTriggerValue;
  const { chosen, picture, alone, ...content } = data;
  if (isNew(root, content)) draw(root, content);
  for (const button of root.querySelectorAll("[data-asks]")) showAlone(button, alone);
  const words = choose(root, chosen);
  const drawn = showPicture(root, words[0]?.closest(".card"), picture);
  bringIntoView(root, words[0], chosen, drawn);
}

function draw(root, data) {
  root.replaceChildren();
  root.setAttribute("aria-label", data.title);
  add(root, "h2", "title", data.title);
  for (const card of data.open) addCard(root, root, card);
  if (!data.folded.length) return;
  const fold = add(root, "details", "fold");
  const count = data.folded.length;
  add(fold, "summary", "", count === 1 ? "1 more passage" : `${count} more passages`);
  for (const card of data.folded) addCard(root, fold, card);
}

function addCard(root, parent, card) {
  const made = add(parent, "article", "card");
  const name = add(made, "h3", "name");
  const markers = [...new Set(card.pieces.flatMap((piece) => piece.markers))];
  if (markers.length) {
    add(name, "span", "markers", markers.map((marker) => `[${marker}]`).join(" "));
  }
  add(name, "span", "document", card.document);
  if (card.page !== null) add(name, "span", "page", `page ${card.page}`);
  if (card.heading) add(made, "p", "heading", card.heading);
  add(made, "p", "match", card.match.words).title = card.match.meaning;
  const passage = add(made, "p", "passage");
  for (const piece of card.pieces) {
    const cited = piece.markers.length > 0;
    const part = add(passage, cited ? "mark" : "span", "", piece.text);
    part.dataset.markers = piece.markers.join(" ");
  }
  if (card.note) add(made, "p", "changed", card.note);
  addActions(root, made, card);
}

function addActions(root, parent, card) {
  const where = card.page === null ? card.document : `${card.document} at page ${card.page}`;
  const actions = add(parent, "p", "actions");
  if (card.open) {
    addLink(root, actions, card, card.open, "Open here", `Open ${where}`);
    const alone = add(actions, "button", "action");
    alone.type = "button";
    alone.dataset.asks = card.source;
    alone.dataset.document = card.document;
    alone.onclick = () => root.send("alone", card.id);
  } else if (card.newer) {
    addLink(root, actions, card, card.newer, "Open the newer one", `Open the newer ${card.document}`);
  } else {
    actions.remove();
  }
}

/* In place, so that what is unfolded and what has the focus stay so. */
function showAlone(button, alone) {
  const isAlone = button.dataset.asks === alone;
  button.textContent = isAlone ? ASKED_ALONE : ASK_ALONE;
  button.title = isAlone ? "Ask all documents again" : "";
  button.setAttribute("aria-pressed", String(isAlone));
  button.setAttribute("aria-label", `${button.textContent}: ${button.dataset.document}`);
}

/* A true link, for a new tab or window; a plain click stays in this session. */
function addLink(root, parent, card, address, words, name) {
  const link = add(parent, "a", "action", words);
  link.href = address;
  link.setAttribute("aria-label", name);
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    root.send("open", card.id);
  };
}

/* Mark the card and the words of the chosen footnote, and no others; these words. */
function choose(root, chosen) {
  const marker = chosen?.marker ?? null;
  const words = marker === null ? [] : [...root.querySelectorAll(`[data-markers~="${marker}"]`)];
  for (const old of root.querySelectorAll("[data-chosen]")) delete old.dataset.chosen;
  for (const part of words) {
    part.dataset.chosen = "";
    part.closest(".card").dataset.chosen = "";
  }
  return words;
}

/* Only when newly chosen, for a rerun must not take the page out of a reader's hands; and once
   more when a picture has come, for Streamlit keeps to the end of a page that grows. */
function bringIntoView(root, word, chosen, drawn) {
  const isNewlyChosen = root.chosenCount !== chosen?.count;
  root.chosenCount = chosen?.count;
  if (!word) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = calm ? "auto" : "smooth";
  if (isNewlyChosen) word.scrollIntoView({ block: "center", behavior });
  clearTimeout(root.settling);
  if (drawn) {
    root.settling = setTimeout(() => {
      if (isCovered(word)) word.scrollIntoView({ block: "center", behavior });
    }, SETTLED_AFTER);
  }
}

/* Whether it has gone above the window, or under the header at its top. */
function isCovered(word) {
  return word.getBoundingClientRect().top < HEADER;
}
