/* Pages as images below the passage of a chosen footnote; a click shows one as large as it is. */

/* Whether the card shows another picture now. */
function showPicture(root, card, picture) {
  const old = root.querySelector(".picture");
  const wanted = JSON.stringify(picture);
  if (card?.contains(old) && old.shown === wanted) return false;
  old?.remove();
  if (!card || !picture) return false;
  const made = add(card, "div", picture.waiting ? "picture waiting" : "picture");
  made.shown = wanted;
  for (const page of picture.pages) addPage(made, page);
  if (picture.note) add(made, "p", "note", picture.note).setAttribute("role", "status");
  return true;
}

function addPage(parent, page) {
  const button = add(parent, "button", "page-image");
  button.type = "button";
  button.setAttribute("aria-label", `Enlarge: ${page.description}`);
  addSheet(button, page);
  const caption = add(button, "span", "caption", page.title);
  add(caption, "span", "enlarge", "Enlarge");
  button.onclick = () => enlarge(parent, page);
}

function addSheet(parent, page) {
  const sheet = add(parent, "span", "sheet");
  const image = add(sheet, "img", "");
  image.width = page.width;
  image.height = page.height;
  image.alt = page.description;
  image.src = page.source;
  for (const box of page.boxes) {
    const mark = add(sheet, "span", "box");
    mark.style.left = `${box.left * 100}%`;
    mark.style.top = `${box.top * 100}%`;
    mark.style.width = `${(box.right - box.left) * 100}%`;
    mark.style.height = `${(box.bottom - box.top) * 100}%`;
  }
}

function enlarge(parent, page) {
  const dialog = add(parent, "dialog", "enlarged");
  dialog.setAttribute("aria-label", page.description);
  const close = add(dialog, "button", "close", "Close");
  close.type = "button";
  addSheet(add(dialog, "div", "scroll"), page);
  dialog.onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  dialog.showModal();
  dialog.querySelector(".box")?.scrollIntoView({ block: "center", inline: "start" });
}
