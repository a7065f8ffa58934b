"""El padrón: quién tiene derecho a participar.

Un número de documento nunca se guarda: solo `HMAC(sal, tipo|número)`. Una persona del padrón es una sola
cuenta y una cuenta una sola persona del padrón. Un padrón nuevo se prepara por tandas y entra en vigor de una
vez. Coincidir con él da la acreditación 2, que es la que cuenta para los umbrales.
"""
