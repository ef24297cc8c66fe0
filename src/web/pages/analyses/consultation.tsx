import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, consultOn } from '../../api/analyses.js';
import type { Analysis, AnalysisConsultation } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button, IconButton } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { useDates } from '../../texts/dates.js';
import { ChooseConsulted } from './choose-consulted.js';
import styles from './analyses.module.css';

/** Who was asked, what they said, and, for those who write the draft, whom to ask. */
export function Consultation({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const rounds = [...Map.groupBy(analysis.consultations, ({ round }) => round)].sort(([a], [b]) => b - a);
  return (
    <div className={styles.stack}>
      {analysis.may.edit && <Ask analysis={analysis} />}
      {rounds.length === 0 && (
        <Card>
          <EmptyState icon="people" title={t('analyses.nobodyAsked')}>
            {t('analyses.askAbout')}
          </EmptyState>
        </Card>
      )}
      {rounds.map(([round, asked]) => (
        <Section
          key={round}
          title={t('analyses.round', { round })}
          about={
            round === analysis.round && analysis.state === 'consulting'
              ? t('analyses.answersGiven', analysis.answers)
              : undefined
          }
        >
          <Card flush>
            <RowList label={t('analyses.round', { round })}>
              {asked.map((one) => (
                <Answered key={one.id} one={one} />
              ))}
            </RowList>
          </Card>
        </Section>
      ))}
    </div>
  );
}

function Answered({ one }: { one: AnalysisConsultation }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Row>
      <span className={styles.words}>
        <Person person={one.person} detail={one.capacity} />
        {one.comment !== null && <span className={styles.prose}>{one.comment}</span>}
        <span className={styles.detail}>
          {t('analyses.asked', { day: dates.day(one.askedAt), name: one.askedBy.name })}
        </span>
      </span>
      <span className={styles.end}>
        {one.answer === null && <Badge tone="wait">{t('analyses.notAnswered')}</Badge>}
        {one.answer === 'agrees' && <Badge tone="good">{t('analyses.agrees')}</Badge>}
        {one.answer === 'comments' && <Badge tone="info">{t('analyses.comments')}</Badge>}
        {one.answeredAt !== null && <span className={styles.detail}>{dates.day(one.answeredAt)}</span>}
      </span>
    </Row>
  );
}

interface ToAsk {
  id: string;
  name: string;
  capacity: string;
}

function Ask({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [people, setPeople] = useState<ToAsk[]>([]);
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [capacity, setCapacity] = useState('');
  const [added, setAdded] = useState(0);
  const [hasTried, setTried] = useState(false);
  const asking = useMutation({
    mutationFn: (whom: readonly ToAsk[]) =>
      consultOn(analysis.id, {
        revision: analysis.revision,
        people: whom.map((one) => ({ personId: one.id, capacity: one.capacity })),
      }),
    onSuccess: async (asked) => {
      client.setQueryData(analysisQuery(analysis.id).queryKey, asked);
      setPeople([]);
      await client.invalidateQueries({ queryKey: ['analyses'] });
    },
  });
  // A risk without its plan stands in the way of the approval, not of asking.
  const lacking = analysis.problems.filter(({ code }) => code !== 'action-plan-missing');
  const add = (): void => {
    setTried(true);
    if (person === null || capacity.trim().length < 2) return;
    setPeople([...people.filter(({ id }) => id !== person.id), { ...person, capacity: capacity.trim() }]);
    setPerson(null);
    setCapacity('');
    setAdded(added + 1);
    setTried(false);
  };
  return (
    <Section title={t('analyses.ask')} about={t('analyses.askAbout')}>
      <Card>
        <div className={styles.form}>
          {lacking.length > 0 && <Banner tone="info">{t('analyses.askMissing')}</Banner>}
          {asking.error && <ProblemView problem={asking.error} />}
          <div className={styles.pair}>
            <ChooseConsulted
              key={added}
              label={t('analyses.askWhom')}
              selected={person}
              onSelect={setPerson}
              error={hasTried && person === null ? t('analyses.whoMissing') : undefined}
            />
            <Field
              label={t('analyses.capacity')}
              help={t('analyses.capacityHelp')}
              value={capacity}
              onChange={setCapacity}
              error={hasTried && capacity.trim().length < 2 ? t('analyses.capacityMissing') : undefined}
            />
          </div>
          <div>
            <Button icon="plus" onPress={add}>
              {t('analyses.addPerson')}
            </Button>
          </div>
          {people.length > 0 && (
            <RowList label={t('analyses.ask')}>
              {people.map((one) => (
                <Row key={one.id}>
                  <Person person={{ name: one.name, protected: false }} detail={one.capacity} />
                  <IconButton
                    icon="close"
                    size="small"
                    label={`${t('analyses.removePerson')}: ${one.name}`}
                    onPress={() => {
                      setPeople(people.filter(({ id }) => id !== one.id));
                    }}
                  />
                </Row>
              ))}
            </RowList>
          )}
          <div>
            <Button
              look="primary"
              icon="arrow"
              isDisabled={lacking.length > 0 || people.length === 0}
              isPending={asking.isPending}
              onPress={() => {
                asking.mutate(people);
              }}
            >
              {t('analyses.send')}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
