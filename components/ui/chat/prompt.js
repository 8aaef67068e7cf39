function update({ parentElement, data }) {
  const root = rootOf(parentElement, "section", "prompt");
  if (!isNew(root, data)) return;
  root.replaceChildren();
  const text = add(root, "pre", "", data.text);
  text.tabIndex = 0; // what scrolls can be scrolled by keys
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", data.title);
  addCopy(root, "Copy", data.text);
}
