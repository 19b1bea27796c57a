/** Say on an element that scrolls sideways on which side there is more of it, which `fade-sides` shows. Answers with how
 * to stop. */
export function tellSides(node: HTMLElement): () => void {
  const tell = () => {
    const { scrollLeft, clientWidth, scrollWidth } = node;
    node.toggleAttribute("data-before", scrollLeft > 1);
    node.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
  };
  const watch = new ResizeObserver(tell);
  for (const one of [node, ...node.children]) watch.observe(one);
  node.addEventListener("scroll", tell, { passive: true });
  return () => {
    watch.disconnect();
    node.removeEventListener("scroll", tell);
  };
}
