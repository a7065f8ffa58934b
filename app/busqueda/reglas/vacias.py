"""Palabras que no distinguen un texto de otro, en cada idioma, ya sin acentos."""

from __future__ import annotations

_ES = """
a al algo alguien algun alguna algunas alguno algunos alla alli ambos ante antes aquel aquella aquellas
aquello aquellos aqui asi aun aunque cada casi como con contra cual cuales cualquier cuando cuanta cuantas
cuanto cuantos de del demas desde donde dos durante e el ella ellas ello ellos en entonces entre era eran es
esa esas ese eso esos esta estaba estaban estamos estan estar estas este esto estos estoy fue fuera fueron
fuese gran grande ha haber habia habian hace hacen hacer hacia han hasta hay haya he hemos incluso ir la las
le les lo los mas me mediante menos mi mis mismo misma mismos mismas mucha muchas mucho muchos muy nada ni
ningun ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro
otros para parte pero pese poco por porque pues puede pueda pueden poder que quien quienes se sea sean seria
segun ser si sido siempre sin sino sobre solo son su sus tal tambien tampoco tan tanto te tener tiene tienen
toda todas todo todos tras tu tus tuya u un una unas uno unos usted ustedes va van varias varios vez veces y
ya yo
"""

_PT = """
a ao aos aquela aquelas aquele aqueles aquilo as ate cada com como da das de dela delas dele deles depois do
dos e ela elas ele eles em entre era eram essa essas esse esses esta estao estas estava este estes estou eu
foi for foram ha isso isto ja la lhe lhes mais mas me mesmo meu meus minha minhas muito muita muitos muitas na
nas nem no nos nossa nossas nosso nossos num numa o onde os ou para pela pelas pelo pelos pode podem por porque
qual quando que quem sao se sem ser seu seus so sobre sua suas tambem tem tinha toda todas todo todos tu um
uma umas uns voce voces
"""

_EN = """
a about after all also an and any are as at be because been before being between both but by can could did do
does doing each for from had has have having he her here him his how i if in into is it its just more most my
no nor not of off on only or other our out over own same she should so some such than that the their them then
there these they this those through to too under until up very was we were what when where which while who
whom why will with would you your
"""

VACIAS = {idioma: frozenset(lista.split()) for idioma, lista in (("es", _ES), ("pt", _PT), ("en", _EN))}
"""Idioma → palabras vacías."""
