//! A pretend Auth0 tenant over real HTTP: demo tenant of the product, opponent of the tests.
