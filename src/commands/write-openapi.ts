import { writeFileSync } from 'node:fs';
import { AppModule } from '../app.module.js';
import { previewApp } from '../platform/http/create-app.js';
import { document } from '../platform/http/openapi.js';
import { checkConfig } from '../platform/config.js';

/** Writes the OpenAPI document that the running service also serves, without a database or a port. */
export async function writeOpenApi(file: string): Promise<void> {
  const config = checkConfig(
    {
      environment: 'test',
      organisation: { name: 'OpenAPI', number: '5555555555' },
      http: { publicUrl: 'http://localhost:3000' },
      database: { url: 'postgresql://nobody@127.0.0.1:1/none' },
      personKey: Buffer.alloc(32).toString('base64'),
      identityProviders: [
        {
          id: 'none',
          name: 'None',
          issuer: 'http://localhost:1',
          clientId: 'none',
          clientSecret: 'none',
          levels: {},
          claims: {},
        },
      ],
      // With everything that a service may answer.
      directory: {
        url: 'ldaps://localhost',
        bindDn: 'cn=none',
        bindPassword: 'none',
        peopleDn: 'ou=none',
        groupsDn: 'ou=none',
      },
    },
    {},
    'openapi',
  );
  const app = await previewApp(AppModule.with(config, { work: false }));
  writeFileSync(file, `${JSON.stringify(document(app), null, 2)}\n`);
}
