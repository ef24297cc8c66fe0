import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AcknowledgementText } from '../../api/generated/types.gen.js';
import { acknowledgementsQuery, signText } from '../../api/prerequisites.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Checkbox } from '../../parts/choices.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import { useSignOut } from '../../session/sign-out.js';
import { useMe } from '../../session/use-me.js';
import { spoken } from '../../texts/texts.js';
import styles from './acknowledge-page.module.css';

/** "Innan du fortsätter": the text that waits for one's signature. Nothing else can be done before. */
export function AcknowledgePage() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const { data, error, refetch } = useQuery(acknowledgementsQuery);
  const first = data?.items[0];
  return (
    <main id="content" className={styles.page}>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={6} />}
      {first && <TextToSign key={first.textId} text={first} of={data.items.length} />}
      <div>
        <Button look="quiet" icon="signout" onPress={signOut}>
          {t('session.signOut')}
        </Button>
      </div>
    </main>
  );
}

function TextToSign({ text, of }: { text: AcknowledgementText; of: number }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [language, setLanguage] = useState(spoken());
  const [hasRead, setHasRead] = useState(false);
  useEffect(() => {
    document.title = `${t('acknowledge.title')} · Grindvakt`;
    heading.current?.focus();
  }, [t]);
  const signing = useMutation({
    mutationFn: () => signText(text.textId, text.digest),
    onSuccess: async (left) => {
      client.setQueryData(acknowledgementsQuery.queryKey, left);
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <header className={styles.head}>
        <p>{t('acknowledge.title')}</p>
        <h1 ref={heading} tabIndex={-1}>
          {text.name}
        </h1>
        <p className={styles.facts}>
          {t('acknowledge.version', { version: text.version })} <Day day={text.askedFrom} />
          {of > 1 && ` · ${t('acknowledge.more', { count: of - 1 })}`}
        </p>
        {text.signedVersion !== null && (
          <p className={styles.facts}>{t('acknowledge.newVersion', { version: text.signedVersion })}</p>
        )}
      </header>
      <Card>
        <div className={styles.languages}>
          <Button
            look="quiet"
            size="small"
            icon="globe"
            onPress={() => {
              setLanguage(language === 'sv' ? 'en' : 'sv');
            }}
          >
            {language === 'sv' ? t('acknowledge.inEnglish') : t('acknowledge.inSwedish')}
          </Button>
        </div>
        <div className={styles.text} lang={language}>
          {text.text[language]}
        </div>
      </Card>
      <Checkbox isSelected={hasRead} onChange={setHasRead}>
        {t('acknowledge.read')}
      </Checkbox>
      {signing.error && (
        <ProblemView
          problem={signing.error}
          onRetry={() => {
            signing.reset();
            void client.invalidateQueries({ queryKey: acknowledgementsQuery.queryKey });
          }}
        />
      )}
      <div className={styles.actions}>
        <Button
          look="primary"
          size="large"
          icon="approve"
          isDisabled={!hasRead}
          isPending={signing.isPending}
          onPress={() => {
            signing.mutate();
          }}
        >
          {t('acknowledge.sign')}
        </Button>
      </div>
      <p className={styles.facts}>
        {t('acknowledge.kept', { name: me.person.name, method: me.method, level: me.level })}
      </p>
    </>
  );
}
