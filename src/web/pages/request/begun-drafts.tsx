import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { draftQuery, draftsQuery, removeDraft } from '../../api/asking.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Ago } from '../../parts/when.js';
import styles from './held-access.module.css';

/** What was begun and not sent, on whatever machine. */
export function BegunDrafts() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/begar' });
  const queryClient = useQueryClient();
  const { data } = useQuery(draftsQuery);
  const resuming = useMutation({
    mutationFn: (id: string) => queryClient.query({ ...draftQuery(id), staleTime: 0 }),
    onSuccess: ({ id, content }) => {
      const [first] = content.beneficiaries;
      void navigate({
        search:
          content.beneficiaries.length > 1
            ? { flera: id, roll: content.roleId ?? undefined }
            : {
                person: first?.personId,
                anstallning: first?.employmentId ?? undefined,
                roll: content.roleId ?? undefined,
                slag: content.kind === 'extension' ? 'forlangning' : undefined,
                kvar: content.rolesLeft.join(',') || undefined,
                utkast: id,
              },
      });
    },
  });
  const removing = useMutation({
    mutationFn: removeDraft,
    onSuccess: (left) => {
      queryClient.setQueryData(draftsQuery.queryKey, left);
    },
  });
  if (!data || data.items.length === 0) return null;
  const problem = resuming.error ?? removing.error;
  return (
    <Section title={t('asking.drafts.title')} about={t('asking.drafts.about')}>
      {problem && <ProblemView problem={problem} />}
      <Card>
        <ul className={styles.list} aria-label={t('asking.drafts.title')}>
          {data.items.map((line) => {
            const whom = line.people.map(({ name }) => name).join(', ') || t('asking.drafts.nobody');
            return (
              <li key={line.id}>
                <span className={styles.words}>
                  <strong>{line.role ?? t('asking.drafts.noRole')}</strong>
                  <span className={styles.facts}>
                    {whom} · <Ago at={line.savedAt} />
                  </span>
                </span>
                <span className={styles.actions}>
                  <Button
                    size="small"
                    look="quiet"
                    aria-label={t('asking.drafts.dropName', { whom })}
                    onPress={() => {
                      removing.mutate(line.id);
                    }}
                  >
                    {t('request.dropDraft')}
                  </Button>
                  <Button
                    size="small"
                    aria-label={t('asking.drafts.resumeName', { whom })}
                    onPress={() => {
                      resuming.mutate(line.id);
                    }}
                  >
                    {t('request.resumeDraft')}
                  </Button>
                </span>
              </li>
            );
          })}
        </ul>
      </Card>
    </Section>
  );
}
