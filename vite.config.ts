import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * React Aria ships its own words in 34 languages. We speak two of them; dropping the rest saves some 30 kB for
 * a manager on a phone.
 */
function onlySwedishAndEnglish(): Plugin {
  return {
    name: 'only-swedish-and-english',
    enforce: 'pre',
    load: {
      filter: { id: /react-(aria|stately|aria-components)\/.*\/intl\/.*[a-z]{2}-[A-Z]{2}\.mjs$/ },
      handler(id) {
        return /(sv-SE|en-US)\.mjs$/.test(id) ? null : 'export default {};';
      },
    },
  };
}

export default defineConfig({
  root: 'src/web',
  plugins: [onlySwedishAndEnglish(), react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // The strict CSP forbids inline scripts and data: fonts, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() must reach the browser untouched: the theme switch only sets color-scheme.
    target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
    sourcemap: false,
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5173, proxy: { '/api': process.env['GRINDVAKT_URL'] ?? 'http://localhost:3000' } },
});
