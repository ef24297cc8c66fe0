import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { Banner } from '../../parts/banner.js';
import { Moment } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';

/** How it ended, in a sentence, with who decided where somebody did. */
export function ImportOutcome({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const { rejection, resolution } = view;
  if (view.state === 'rejected') {
    return (
      <Banner tone="danger" title={t('imports.outcomes.rejected.title')}>
        {rejection && <p>{codeText('rejections', rejection.code) ?? rejection.detail}</p>}
        {rejection?.file && (
          <p>
            {rejection.line === null
              ? t('imports.inFile', { file: rejection.file })
              : t('imports.inFileLine', { file: rejection.file, line: rejection.line })}
          </p>
        )}
        <p>{t('imports.outcomes.rejected.about')}</p>
      </Banner>
    );
  }
  if (view.state === 'running' || view.state === 'held') return null;
  return (
    <Banner
      tone={view.state === 'applied' ? 'good' : 'info'}
      title={t(`imports.outcomes.${view.state}.title`)}
    >
      <p>{t(`imports.outcomes.${view.state}.about`)}</p>
      {resolution && (
        <p>
          {resolution.by.name}, <Moment at={resolution.at} />: {resolution.reason}
        </p>
      )}
    </Banner>
  );
}
