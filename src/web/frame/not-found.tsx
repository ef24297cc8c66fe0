import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../parts/button.js';
import { EmptyState } from '../parts/empty-state.js';
import { ProblemView } from './problem-view.js';

export function NotFound() {
  const { t } = useTranslation();
  const title = t('frame.notFound');
  useEffect(() => {
    document.title = `${title} · Grindvakt`;
  }, [title]);
  return (
    <main>
      <EmptyState
        icon="question"
        title={title}
        isPage
        action={
          <LinkButton to="/" look="primary">
            {t('frame.toStart')}
          </LinkButton>
        }
      >
        {t('frame.notFoundAbout')}
      </EmptyState>
    </main>
  );
}

/** A page that broke: the rest of the application still works, so say that and offer the way on. */
export function Crashed({ error }: { error: unknown }) {
  return (
    <ProblemView
      problem={error instanceof Error ? error : new Error(String(error))}
      onRetry={() => {
        window.location.reload();
      }}
    />
  );
}
