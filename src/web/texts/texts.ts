import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type sv from './sv.json';

export type Language = 'sv' | 'en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof sv };
    returnNull: false;
  }
}

const STORED = 'grindvakt.language';
const loaders: Record<Language, () => Promise<{ default: object }>> = {
  sv: () => import('./sv.json'),
  en: () => import('./en.json'),
};

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'sv' || stored === 'en') return stored;
  // Swedish unless the browser asks for English before it asks for Swedish.
  const first = navigator.languages.find((tag) => /^(sv|en)\b/.test(tag));
  return first?.startsWith('en') ? 'en' : 'sv';
}

/** Loads the one language in use; the other one comes when somebody asks for it. */
export async function startTexts(): Promise<void> {
  const language = preferred();
  const texts = await loaders[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: texts.default } },
    // React escapes; escaping twice would show &amp; to people.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await loaders[language]()).default);
  }
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

export function spoken(): Language {
  return i18next.language === 'en' ? 'en' : 'sv';
}
