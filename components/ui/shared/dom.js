/* Shared by the components. Text from outside reaches the page here, as text nodes only. */

/* Called for each data that is sent, but not always in that order: see mounting.py. */
export default function ({ parentElement, data, setTriggerValue }) {
  if (parentElement.order > data.order) return;
  parentElement.order = data.order;
  update({ parentElement, data: data.shown, setTriggerValue });
}

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

function addAction(parent, words, act) {
  const button = add(parent, "button", "foot-button", words);
  button.type = "button";
  button.onclick = act;
  return button;
}

/* A button that copies a text, and says so for a moment. */
function addCopy(parent, words, text) {
  const button = addAction(parent, words, async () => {
    button.textContent = (await copy(parent, text)) ? "Copied" : "Your browser forbids copying";
    setTimeout(() => (button.textContent = words), 2000);
  });
  button.setAttribute("aria-live", "polite");
}

/* Browsers offer the clipboard to pages of this machine or over https; others know the old way. */
async function copy(parent, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = add(parent, "textarea", "", text);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
