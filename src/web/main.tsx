import '@fontsource-variable/inter/wght.css';
import './look/tokens.css';
import './look/base.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { Problem } from './api/problem.js';
import { chosenTheme, showTheme } from './look/theme.js';
import { Toasts } from './parts/toast.js';
import { createAppRouter } from './router.js';
import { startTexts } from './texts/texts.js';

showTheme(chosenTheme());

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // An answer from the server stands; only silence is worth asking again.
      retry: (count, error) => error instanceof Problem && error.status === 0 && count < 2,
    },
  },
});
const router = createAppRouter(queryClient);

function App() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : 'sv-SE'}>
      <RouterProvider router={router} />
      <Toasts />
    </I18nProvider>
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root to draw in');

await startTexts();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
