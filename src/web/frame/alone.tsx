import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.js';
import { Mark } from '../parts/icon.js';
import { speak, spoken } from '../texts/texts.js';
import styles from '../pages/sign-in/sign-in-page.module.css';

interface AloneProps {
  title: string;
  about: string;
  children: ReactNode;
}

/** A card in the middle, for whoever is not signed in. */
export function Alone({ title, about, children }: AloneProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Grindvakt`;
  }, [title]);
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <Mark size={48} />
        <div>
          <h1>{title}</h1>
          <p className={styles.about}>{about}</p>
        </div>
        {children}
      </main>
      <footer className={styles.foot}>
        <Button
          look="quiet"
          size="small"
          icon="globe"
          onPress={() => void speak(spoken() === 'sv' ? 'en' : 'sv')}
        >
          {t('signIn.otherLanguage')}
        </Button>
      </footer>
    </div>
  );
}
