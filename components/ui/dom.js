/* Shared by the components. Text from outside reaches the page here, as text nodes only. */

function add(parent, tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

/* The component's own element, made at its first drawing and kept over all later ones. */
function rootOf(parent, tag, className) {
  return parent.querySelector(`${tag}.${className}`) ?? add(parent, tag, className);
}

/* Whether `data` differs from what this root shows; an unchanged one keeps focus and scroll. */
function isNew(root, data) {
  const wanted = JSON.stringify(data);
  const changed = root.shown !== wanted;
  root.shown = wanted;
  return changed;
}
