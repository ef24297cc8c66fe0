const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * A User-Agent in the words that somebody knows their device by, as "Firefox · Windows"; no more of it is kept.
 * Null when it names neither.
 */
export function deviceWords(userAgent: string | null | undefined): string | null {
  const nameIn = (names: readonly [RegExp, string][]): string[] => {
    const found = names.find(([pattern]) => pattern.test((userAgent ?? '').slice(0, 500)));
    return found ? [found[1]] : [];
  };
  const words = [...nameIn(browsers), ...nameIn(systems)];
  return words.length === 0 ? null : words.join(' · ');
}
