import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8000';

export default defineConfig({
  build: {
    outDir: '../src/Berger.Server/wwwroot',
    emptyOutDir: true,
    // Every asset is a file of our own: a data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000, // The reference at /docs, which the viewer does not load.
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'docs/index.html'] },
  },
  server: {
    proxy: {
      '/recordings': server,
      '/eeg': server,
      '/annotations': server,
      '/openapi': server,
      '/live': { target: server, ws: true },
    },
  },
});
