import { useTranslation } from 'react-i18next';
import { Badge } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import styles from './sign-in-links.module.css';

interface SignInLinksProps {
  providers: readonly { id: string; name: string; icon?: 'card' | 'phone' | 'key' }[];
  /** Used last in this browser: it comes first. */
  last?: string | null;
  addressOf: (id: string) => string;
}

const pictures = { card: 'card', phone: 'screen', key: 'key' } as const satisfies Record<string, IconName>;

/** One large link a way in: plain links, because the browser itself must travel to the identity provider. */
export function SignInLinks({ providers, last, addressOf }: SignInLinksProps) {
  const { t } = useTranslation();
  const ordered = [...providers].sort((a, b) => Number(b.id === last) - Number(a.id === last));
  return (
    <ul className={styles.list}>
      {ordered.map((provider) => (
        <li key={provider.id}>
          <a className={styles.link} href={addressOf(provider.id)}>
            <span className={styles.icon}>
              <Icon name={pictures[provider.icon ?? 'card']} size={22} />
            </span>
            <span>{provider.name}</span>
            {provider.id === last && <Badge>{t('signIn.last')}</Badge>}
            <Icon name="right" size={18} />
          </a>
        </li>
      ))}
    </ul>
  );
}
