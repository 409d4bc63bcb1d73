"""The pages, one module each; every one has a function `routes(desk)`."""
