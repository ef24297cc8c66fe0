import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { providersQuery } from '../../api/me.js';
import { NotFound } from '../../frame/not-found.js';
import { showTheme } from '../../look/theme.js';
import { Button } from '../../parts/button.js';
import { Section } from '../../parts/card.js';
import { ActionParts, MessageParts, PeopleParts } from './gallery-shown.js';
import { FieldParts } from './gallery-fields.js';
import styles from './gallery-page.module.css';

/** Every part in every state, for designers and for the tests that photograph it. Not in production. */
export function GalleryPage() {
  const { data, error } = useQuery(providersQuery);
  const [, setTheme] = useState('system');
  useEffect(() => {
    document.title = 'Parts · Grindvakt';
  }, []);
  if (error || data?.environment === 'production') return <NotFound />;
  if (!data) return null;
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>Parts</h1>
        <div className={styles.row}>
          {(['light', 'dark', 'system'] as const).map((theme) => (
            <Button
              key={theme}
              size="small"
              onPress={() => {
                showTheme(theme);
                setTheme(theme);
              }}
            >
              {theme}
            </Button>
          ))}
        </div>
      </header>
      <Section title="Colour">
        <div className={styles.swatches}>
          {[
            'ground',
            'surface',
            'sunken',
            'ink',
            'ink-soft',
            'line',
            'line-strong',
            'accent',
            'accent-soft',
            'danger',
            'danger-soft',
            'wait',
            'wait-soft',
            'info',
            'info-soft',
          ].map((token) => (
            <div key={token} className={styles.swatch}>
              <span style={{ background: `var(--${token})` }} />
              <code>{token}</code>
            </div>
          ))}
        </div>
      </Section>
      <ActionParts />
      <FieldParts />
      <PeopleParts />
      <MessageParts />
    </main>
  );
}
