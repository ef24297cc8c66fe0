import { useTranslation } from 'react-i18next';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { LinkButton } from '../../parts/button.js';
import { EmptyState } from '../../parts/empty-state.js';
import { HistoryList } from './history-list.js';

/** "Mina begäranden": what the reader has asked for, and what waits for an answer of theirs. */
export function OwnRequestsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead
        title={t('asking.mine.title')}
        about={t('asking.mine.about')}
        action={
          <LinkButton look="primary" to="/begar" icon="request">
            {t('nav.request')}
          </LinkButton>
        }
      />
      <PageBody>
        <HistoryList
          label={t('asking.mine.title')}
          search={{ mine: 'true' }}
          empty={
            <EmptyState icon="request" title={t('asking.mine.empty')}>
              {t('asking.mine.emptyAbout')}
            </EmptyState>
          }
        />
      </PageBody>
    </>
  );
}
