"""The addresses that are answered: the API with its document, the page, /healthz."""
