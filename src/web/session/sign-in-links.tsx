import { Icon } from '../parts/icon.js';
import styles from './sign-in-links.module.css';

interface SignInLinksProps {
  providers: readonly { id: string; name: string }[];
  addressOf: (id: string) => string;
}

/** One large link a way in: plain links, because the browser itself must travel to the identity provider. */
export function SignInLinks({ providers, addressOf }: SignInLinksProps) {
  return (
    <ul className={styles.list}>
      {providers.map((provider) => (
        <li key={provider.id}>
          <a className={styles.link} href={addressOf(provider.id)}>
            <span className={styles.icon}>
              <Icon name="card" size={22} />
            </span>
            <span>{provider.name}</span>
            <Icon name="right" size={18} />
          </a>
        </li>
      ))}
    </ul>
  );
}
