function update({ parentElement, data, setTriggerValue }) {
  const root = rootOf(parentElement, "section", "search");
  root.send = setTriggerValue;
  if (isNew(root, data)) draw(root, data);
}

function draw(root, data) {
  root.replaceChildren();
  root.setAttribute("aria-label", "Search results");
  for (const column of data.columns) {
    const made = add(root, "section", "column");
    made.setAttribute("aria-label", column.title);
    add(made, "h2", "title", column.title);
    add(made, "p", "about", column.about);
    if (!column.cards.length) add(made, "p", "empty", column.empty);
    for (const card of column.cards) addCard(root, made, card);
  }
}

function addCard(root, parent, card) {
  const made = add(parent, "article", "card");
  const name = add(made, "h3", "name");
  add(name, "span", "rank", `${card.rank}.`);
  const open = add(name, "button", "document", card.document);
  open.type = "button";
  open.title = "Open the document at this place";
  open.onclick = () =>
    root.send("open", { document: card.id, start: card.start, end: card.end });
  if (card.page !== null) add(name, "span", "page", `page ${card.page}`);
  if (card.heading) add(made, "p", "heading", card.heading);
  const passage = add(made, "p", "passage");
  for (const piece of card.pieces) add(passage, piece.marked ? "mark" : "span", "", piece.text);
  add(made, "p", "places", `${card.score} · ${card.places}`);
}
