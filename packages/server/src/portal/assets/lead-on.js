// A page that only carries the customer on sends its form as soon as that is there, without waiting for how it looks.
addEventListener('DOMContentLoaded', () => document.querySelector('form[data-continues]').requestSubmit())
