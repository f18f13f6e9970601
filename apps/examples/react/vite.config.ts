import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: { rollupOptions: { input: ['index.html', 'quick-start.html', 'offline.html', 'side-by-side.html'] } },
})
