/* Page images with boxed quotes; a click enlarges one. */

/* Returns whether the parent shows another picture now. */
function showPicture(root, parent, picture) {
  const old = root.querySelector(".picture");
  const json = JSON.stringify(picture);
  if (parent?.contains(old) && old.shown === json) return false;
  old?.remove();
  if (!parent || !picture) return false;
  const element = add(parent, "div", picture.is_loading ? "picture loading" : "picture");
  element.shown = json;
  for (const page of picture.pages) addPage(element, page);
  if (picture.note) add(element, "p", "quiet", picture.note).setAttribute("role", "status");
  return true;
}

function addPage(parent, page) {
  const button = addButton(parent, "page-image", undefined, () => enlarge(parent, page));
  button.setAttribute("aria-label", `Enlarge: ${page.description}`);
  addSheet(button, page);
  const caption = add(button, "span", "caption quiet", page.title);
  add(caption, "span", "action", "Enlarge");
}

function addSheet(parent, page) {
  const sheet = add(parent, "span", "sheet");
  const image = add(sheet, "img");
  image.width = page.width;
  image.height = page.height;
  image.alt = page.description;
  image.src = page.source;
  for (const { left, top, right, bottom } of page.boxes) {
    const inset = [top, 1 - right, 1 - bottom, left];
    add(sheet, "span", "box").style.inset = inset.map((share) => `${share * 100}%`).join(" ");
  }
}

function enlarge(parent, page) {
  const dialog = add(parent, "dialog", "enlarged");
  dialog.setAttribute("aria-label", page.description);
  addButton(dialog, "close action", "Close", () => dialog.close());
  addSheet(add(dialog, "div", "scroll"), page);
  dialog.onclick = () => dialog.close();
  dialog.onclose = () => dialog.remove();
  dialog.showModal();
  dialog.querySelector(".box")?.scrollIntoView({ block: "center", inline: "start" });
}
