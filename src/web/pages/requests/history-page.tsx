import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { Button } from '../../parts/button.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { useSettled } from '../request/use-settled.js';
import { HistoryList } from './history-list.js';
import styles from './history.module.css';

const states = ['pending', 'approved', 'refused', 'withdrawn', 'closed'] as const;
const kinds = ['new', 'extension', 'removal'] as const;

/** "Historik": every request that the reader may see, by what was written, whom it is about, state, kind and period. */
export function HistoryPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/frame/historik' });
  const navigate = useNavigate({ from: '/historik' });
  const [q, setQ] = useState(search.q ?? '');
  const [person, setPerson] = useState(search.person ?? '');
  const words = useSettled(q.trim());
  const name = useSettled(person.trim());
  useEffect(() => {
    void navigate({
      search: (old) => ({ ...old, q: words || undefined, person: name.length >= 2 ? name : undefined }),
      replace: true,
    });
  }, [words, name, navigate]);
  const set = (changed: Partial<typeof search>): void =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });
  const isNarrowed = q !== '' || person !== '' || Object.values(search).some(Boolean);
  const any = { id: 'any', label: t('asking.history.any') };
  return (
    <>
      <PageHead title={t('asking.history.title')} about={t('asking.history.about')} />
      <PageBody>
        <search className={styles.filters}>
          <Field
            label={t('asking.history.q')}
            type="search"
            inputMode="search"
            icon="search"
            value={q}
            onChange={setQ}
          />
          <Field
            label={t('asking.history.person')}
            type="search"
            inputMode="search"
            icon="person"
            value={person}
            onChange={setPerson}
          />
          <Select
            label={t('asking.history.state')}
            value={search.lage ?? 'any'}
            onChange={(id) => {
              set({ lage: states.find((each) => each === id) });
            }}
            options={[any, ...states.map((id) => ({ id, label: t(`requests.states.${id}`) }))]}
          />
          <Select
            label={t('asking.history.kind')}
            value={search.slag ?? 'any'}
            onChange={(id) => {
              set({ slag: kinds.find((each) => each === id) });
            }}
            options={[any, ...kinds.map((id) => ({ id, label: t(`asking.kinds.${id}`) }))]}
          />
          <Field
            label={t('asking.history.from')}
            type="date"
            value={search.fran ?? ''}
            onChange={(fran) => {
              set({ fran: fran || undefined });
            }}
          />
          <Field
            label={t('asking.history.to')}
            type="date"
            value={search.till ?? ''}
            onChange={(till) => {
              set({ till: till || undefined });
            }}
          />
          {isNarrowed && (
            <div>
              <Button
                look="quiet"
                icon="close"
                onPress={() => {
                  setQ('');
                  setPerson('');
                  void navigate({ search: {}, replace: true });
                }}
              >
                {t('asking.history.clear')}
              </Button>
            </div>
          )}
        </search>
        <HistoryList
          label={t('asking.history.title')}
          search={{
            q: search.q,
            person: search.person,
            state: search.lage,
            kind: search.slag,
            from: search.fran,
            to: search.till,
          }}
          empty={
            <EmptyState
              icon="search"
              title={t(isNarrowed ? 'asking.history.none' : 'asking.history.nothing')}
            >
              {t(isNarrowed ? 'asking.history.noneAbout' : 'asking.history.nothingAbout')}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
