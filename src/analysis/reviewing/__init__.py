"""A person's eye: the original beside the form, typed or confirmed cell by cell.

``session`` is what a person did, ``record`` keeps it on disk, ``panel`` answers the page. The page
(``panel.js``) is the same on a local server (``server``) and in JupyterLab (``widget``).
"""
