let lastTouch = Date.now();

for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  globalThis.addEventListener(
    kind,
    () => {
      lastTouch = Date.now();
    },
    { capture: true, passive: true },
  );
}

/** Milliseconds since somebody last touched the page. */
export function idleFor(): number {
  return Date.now() - lastTouch;
}

/**
 * A refetch interval that stops when nobody is there: every call keeps the session alive, and a page that asks by
 * itself would keep a forgotten screen signed in for ever.
 */
export function whileActive(milliseconds: number): () => number | false {
  return () => (idleFor() < 120_000 ? milliseconds : false);
}
