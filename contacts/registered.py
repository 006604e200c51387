"""Each room registers here what must follow an act, and what it shows in others' rooms."""

from contacts.search.documents import INDEXERS as SEARCHED
from crm.parts import search

search.INDEXERS.extend(SEARCHED)
