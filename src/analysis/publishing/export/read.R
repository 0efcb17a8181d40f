# Reads the tables of this folder, with types and labels. Made by gouji.
# R 3.6 or later, no packages.
#   source("read.R"); g <- read_gouji(); summary(g$wide); attr(g$cells$value, "label")

gouji_types <- list(
%(types)s
)

gouji_labels <- list(
%(labels)s
)

# A text that a spreadsheet would calculate has an apostrophe before it in the CSV;
# here it is taken off again.
gouji_bare <- function(x) {
  calculated <- paste0("^'(?='*[\\x01-\\x20\\x7f-\\xa0\u3000\ufeff]*",
                       "[-=+@\uff1d\uff0b\uff0d\uff20]|'*[\\t\\r\\n])")
  sub(calculated, "", x, perl = TRUE)
}

read_gouji <- function(folder = ".", tables = names(gouji_types)) {
  read_one <- function(name) {
    types <- gouji_types[[name]]
    frame <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = unname(types),
                      na.strings = character(), fileEncoding = "UTF-8-BOM", encoding = "UTF-8",
                      check.names = FALSE, stringsAsFactors = FALSE)
    stopifnot(identical(names(frame), names(types)))
    for (column in names(types)) {
      if (types[[column]] == "character") frame[[column]] <- gouji_bare(frame[[column]])
      attr(frame[[column]], "label") <- gouji_labels[[name]][[column]]
    }
    frame
  }
  stats::setNames(lapply(tables, read_one), tables)
}
