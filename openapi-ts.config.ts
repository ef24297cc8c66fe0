import { defineConfig } from '@hey-api/openapi-ts';

/** The web's client: types alone, so that the pages keep their one small fetch. */
export default defineConfig({
  input: 'openapi.json',
  output: 'src/web/api/generated',
  plugins: ['@hey-api/typescript'],
});
