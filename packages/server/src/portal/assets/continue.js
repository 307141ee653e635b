// A page that only carries the customer on sends its form by itself; without scripts there is its button.
document.querySelector('form[data-continues]')?.requestSubmit()
