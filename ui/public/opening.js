// Draws what was last on screen, before the program's own script is read: the first paint has the saved tree.
// Rust put it here (src-tauri/lib.rs); React draws over it as soon as it can.
const { root } = window;
const opening = window.__CANOPY_OPENING__;
if (opening && root) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = opening.theme === "system" ? dark : opening.theme;
  root.innerHTML = opening.html;
  const age = root.querySelector(".load-words");
  if (age) {
    age.textContent = `As of ${new Date(opening.at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}`;
  }
}
