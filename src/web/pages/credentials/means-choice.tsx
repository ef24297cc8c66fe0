import { useTranslation } from 'react-i18next';
import type { CredentialMeansList } from '../../api/generated/types.gen.js';
import { RadioCards } from '../../parts/choices.js';

export type Means = CredentialMeansList['items'][number];

export const meansId = ({ provider, method }: { provider: string | null; method: string | null }): string =>
  JSON.stringify([provider, method]);

/** What somebody signs in with, in the words that they know it by. */
export function useMeansName(): (means: {
  provider: string | null;
  method: string | null;
  name?: string;
}) => string {
  const { t } = useTranslation();
  return ({ provider, method, name }) => {
    if (provider === null) return t('credentials.unknownMeans');
    if (provider === 'passkey') return t('credentials.means.passkey');
    if (provider === 'password-and-code') return t('credentials.means.totp');
    return method ?? name ?? provider;
  };
}

export function MeansChoice({
  means,
  value,
  onChange,
  error,
}: {
  means: readonly Means[];
  value: string | null;
  onChange: (id: string) => void;
  error?: string | undefined;
}) {
  const { t } = useTranslation();
  const nameOf = useMeansName();
  return (
    <RadioCards
      label={t('credentials.what')}
      value={value}
      onChange={onChange}
      error={error}
      choices={means.map((one) => ({
        id: meansId(one),
        label: nameOf(one),
        ...(one.method === null ? {} : { detail: one.name }),
      }))}
    />
  );
}
