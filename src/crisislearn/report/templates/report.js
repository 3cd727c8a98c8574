document.querySelectorAll("[data-js]").forEach(e => { e.hidden = false; });
const tip = document.body.appendChild(document.createElement("output"));
tip.className = "tip";
let on;
function hide() { if (on) { on.classList.remove("on"); on = null; tip.textContent = ""; } }
function show(mark) {
  if (mark === on) return;
  hide();
  on = mark;
  on.classList.add("on");
  const { r, c, v } = on.dataset, box = on.getBoundingClientRect();
  tip.textContent = [r, c].filter(Boolean).join(", ") + ": " + v;
  const own = tip.getBoundingClientRect(), side = innerWidth - own.width - 8;
  const left = box.left + (box.width - own.width) / 2, top = box.top - own.height - 6;
  tip.style.left = Math.max(8, Math.min(left, side)) + "px";
  tip.style.top = (top < 40 ? box.bottom + 6 : top) + "px";
}
document.querySelectorAll("figure svg").forEach(svg => {
  const marks = [...svg.querySelectorAll(".v")];
  if (!marks.length) return;
  marks.forEach(mark => mark.querySelector("title").remove());
  svg.tabIndex = 0;
  for (const kind of ["pointermove", "pointerdown"])
    svg.addEventListener(kind, e => { const m = e.target.closest(".v"); m ? show(m) : hide(); });
  for (const kind of ["pointerleave", "blur"]) svg.addEventListener(kind, hide);
  svg.addEventListener("keydown", e => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (e.key === "Escape") hide();
    if (!step || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    const at = marks.indexOf(on), next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
    const mark = marks[(next + marks.length) % marks.length];
    mark.scrollIntoView({ block: "nearest", behavior: "instant" });
    show(mark);
  });
});
addEventListener("scroll", () => { if (on && !on.closest("svg").matches(":focus")) hide(); },
  { passive: true });
