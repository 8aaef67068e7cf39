/* Shared by our components. Untrusted text reaches the page only through `add`, as text nodes. */

/* Streamlit may deliver updates out of order: see mounting.py. */
export default function ({ parentElement, data, setTriggerValue }) {
  if (parentElement.order > data.order) return;
  parentElement.order = data.order;
  update({ parentElement, data: data.shown, setTriggerValue });
}

function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

/* The component's own element, created once and reused by later updates. */
function rootOf(parent, tag, className) {
  return parent.querySelector(`${tag}.${className}`) ?? add(parent, tag, className);
}

/* Whether `data` differs from what this root shows; unchanged content keeps focus and scroll. */
function isNew(root, data) {
  const json = JSON.stringify(data);
  const changed = root.shown !== json;
  root.shown = json;
  return changed;
}

function addButton(parent, className, text, onClick) {
  const button = add(parent, "button", className, text);
  button.type = "button";
  button.onclick = onClick;
  return button;
}

function addCopyButton(parent, label, text) {
  const button = addButton(parent, "action", label, async () => {
    button.textContent = (await copy(parent, text)) ? "Copied" : "Your browser blocks copying";
    setTimeout(() => (button.textContent = label), 2000);
  });
  button.setAttribute("aria-live", "polite");
}

/* Browsers allow the clipboard on localhost and over https; elsewhere, copy a selection. */
async function copy(parent, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = add(parent, "textarea", "", text);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

function scrollBehavior() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
