# Reference values of the tests of statistics, from R. Run it with
#
#   Rscript tests/reference/reference.R
#
# Debian: r-base-core r-cran-survey r-cran-coin r-cran-geepack. What it prints stands as
# literals in tests/barriers/test_statistics.py, test_homogeneity.py, test_raking.py and
# test_clusters.py, each with its call as a comment. Intervals of paired differences are
# not in these packages: their values are those of the R package contingencytables.

suppressMessages({library(survey); library(coin); library(geepack)})
options(digits = 10)
say <- function(name, ...) cat(name, ":", format(c(...), digits = 10), "\n")

# -- shares ---------------------------------------------------------------------------
for (x in list(c(0, 10), c(10, 10), c(81, 263), c(3, 7)))
  say("wilson", x, suppressWarnings(prop.test(x[1], x[2], correct = FALSE))$conf.int)

# -- paired and independent shares ----------------------------------------------------
for (x in list(c(6, 16), c(0, 3), c(150, 190), c(12, 12))) {
  exact <- binom.test(x[1], sum(x))$p.value
  say("mcnemar exact", x, exact)
  if (x[1] != x[2]) say("mcnemar midp", x, exact - dbinom(min(x), sum(x), .5))
  say("mcnemar chi", x, mcnemar.test(matrix(c(9, x[1], x[2], 9), 2), correct = FALSE)$p.value)
}
independent <- matrix(c(48, 32, 56, 14), 2)
n <- sum(independent)
say("n-1", pchisq((n - 1) / n * chisq.test(independent, correct = FALSE)$statistic, 1,
                  lower.tail = FALSE))
connor <- function(d, n, psi, power)
  ((qnorm(.975) * sqrt(psi) + qnorm(power) * sqrt(psi - d^2)) / d)^2 - n
for (x in list(c(100, .3, .8), c(900, .2, .9)))
  say("connor", x, uniroot(connor, c(1e-6, x[2]), n = x[1], psi = x[2], power = x[3],
                           tol = 1e-12)$root)

# -- three phases, ordered levels -----------------------------------------------------
patterns <- rbind(c(1,0,0), c(1,0,1), c(1,1,1), c(1,1,0), c(0,1,0), c(0,1,1), c(0,0,1), c(0,0,0))
counts <- c(31, 12, 22, 7, 4, 3, 5, 16)
wide <- patterns[rep(1:8, counts), ]
long <- data.frame(y = factor(c(wide)), t = factor(rep(1:3, each = nrow(wide))),
                   id = factor(rep(1:nrow(wide), 3)))
q <- mh_test(y ~ t | id, data = long)
say("cochran", statistic(q), pvalue(q))
table3 <- as.table(matrix(c(20, 10, 5, 3, 30, 15, 0, 5, 40), 3, byrow = TRUE))
q <- mh_test(table3)
say("stuart-maxwell", statistic(q), pvalue(q))
table4 <- as.table(matrix(c(1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205, 36,
                            82, 179, 492), 4, byrow = TRUE))  # unaided vision, Stuart 1953
q <- mh_test(table4)
say("stuart-maxwell vision", statistic(q), pvalue(q))

# -- weights --------------------------------------------------------------------------
set.seed(1)
who <- data.frame(type = rep(c("a", "b", "c"), c(20, 12, 8)),
                  size = rep(c("l", "m", "s"), length.out = 40),
                  y = rep(c(1, 0, 0, 1, 1), 8), town = rep(1:10, each = 4))
design <- svydesign(ids = ~1, weights = ~1, data = who)
raked <- rake(design, list(~type, ~size),
              list(data.frame(type = c("a", "b", "c"), Freq = c(30, 40, 30)),
                   data.frame(size = c("l", "m", "s"), Freq = c(50, 30, 20))),
              control = list(maxit = 200, epsilon = 1e-12))
w <- weights(raked)
say("raked weights", w[c(1, 2, 3, 21, 22, 33, 34, 40)])
say("kish", length(w) * sum(w^2) / sum(w)^2)
plain <- svydesign(ids = ~1, weights = w, data = who)
say("svymean", svymean(~y, plain), SE(svymean(~y, plain)))
towns <- svydesign(ids = ~town, weights = w, data = who)
say("svymean towns", svymean(~y, towns), SE(svymean(~y, towns)))
say("svymean domain", coef(svymean(~y, subset(towns, size == "l"))),
    SE(svymean(~y, subset(towns, size == "l"))))
counted <- svydesign(ids = ~1, weights = w, fpc = rep(100, 40), data = who)
say("svymean fpc", SE(svymean(~y, counted)))

# -- clusters -------------------------------------------------------------------------
pairs <- data.frame(id = rep(1:40, 2), town = rep(who$town, 2), later = rep(0:1, each = 40),
                    type = rep(who$type, 2),
                    y = c(rep(c(1, 1, 0, 1), 10), rep(c(0, 1, 0, 0, 1, 0, 0, 1), 5)))
pairs <- pairs[order(pairs$town, pairs$id, pairs$later), ]
fit <- geeglm(y ~ later + type, id = town, data = pairs, family = binomial,
              corstr = "independence")
say("gee", coef(fit)[["later"]], summary(fit)$coefficients["later", "Std.err"])
alone <- pairs[order(pairs$id, pairs$later), ]
fit <- geeglm(y ~ later + type, id = id, data = alone, family = binomial,
              corstr = "independence")
say("gee single", coef(fit)[["later"]], summary(fit)$coefficients["later", "Std.err"])
two <- svydesign(ids = ~town, weights = ~1, data = pairs)
fit <- svyglm(y ~ later, two)
say("difference towns", coef(fit)[["later"]], SE(fit)[["later"]])
